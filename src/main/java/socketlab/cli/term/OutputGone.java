// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

/**
 * Nothing takes this process's output any more: the reader of the pipe has ended, or the disk is
 * full. An error and no exception, because every place that deals with the failures of its own work
 * would take it for one of them.
 */
public final class OutputGone extends Error {
  private static final long serialVersionUID = 1;

  OutputGone(String message) {
    super(message, null, false, false);
  }

  /** Whether somebody has to be told: who closes a pipe has seen what he wanted to see. */
  public boolean isNews() {
    return !getMessage().contains("Broken pipe");
  }
}
