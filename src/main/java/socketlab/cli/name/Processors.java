// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.name;

import java.util.Optional;

/** Options that ask for processors. */
public final class Processors {
  private Processors() {}

  /** What is wrong with asking for so many, in one line; empty for nothing. */
  public static Optional<String> complaint(String option, int count) {
    int here = Runtime.getRuntime().availableProcessors();
    if (count < 1) {
      return Optional.of(option + " is at least 1, not " + count);
    }
    return count <= here
        ? Optional.empty()
        : Optional.of(option + " is at most " + here + ", the processors of this machine");
  }
}
