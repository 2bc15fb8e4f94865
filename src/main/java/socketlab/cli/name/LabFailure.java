// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.name;

/** Something foreseen went wrong: one line that says what, and what to do. Exit code 1. */
public final class LabFailure extends RuntimeException {
  public LabFailure(String line) {
    super(line);
  }
}
