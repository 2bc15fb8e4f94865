// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerProcess;

/**
 * A server that takes turns.
 *
 * @param process from 1; the noise check has a second
 */
record Participant(Candidate candidate, int process, ServerProcess server) {
  String name() {
    return process == 1 ? candidate.name() : candidate.name() + " (again)";
  }
}
