// SPDX-License-Identifier: Apache-2.0
package socketlab.shown;

import java.util.List;

/**
 * Lines that stand together, for somebody to paste into a shell.
 *
 * @param where the page, lesson or help that shows them
 * @param server a line that runs in another terminal meanwhile, until Ctrl-C; empty for none
 * @param executed in order, by one shell
 * @param parsed those that take too long, or need what few machines have
 */
record ShownBlock(String where, String server, List<String> executed, List<String> parsed) {
  /** How many lines of it are run. */
  int count() {
    return executed.size() + (server.isEmpty() ? 0 : 1);
  }

  /** The same, while a server of another terminal runs. */
  ShownBlock during(String line) {
    return new ShownBlock(where, line, executed, parsed);
  }

  /** Whether it is nothing but a server that runs until Ctrl-C. */
  boolean isServerAlone() {
    return executed.size() == 1
        && executed.getFirst().startsWith("./lab serve")
        && !executed.getFirst().contains(" & ")
        && !executed.getFirst().endsWith(" &");
  }

  @Override
  public String toString() {
    return where;
  }
}
