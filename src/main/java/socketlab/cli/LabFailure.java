// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

/** Something foreseen went wrong: one line that says what, and what to do. Exit code 1. */
final class LabFailure extends RuntimeException {
  LabFailure(String line) {
    super(line);
  }
}
