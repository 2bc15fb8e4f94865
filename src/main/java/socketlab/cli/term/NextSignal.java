// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.util.List;

/**
 * The next SIGINT, SIGTERM or SIGHUP of a process that has begun to end by the first: the JVM
 * itself has no use for it.
 */
public final class NextSignal {
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  private NextSignal() {}

  /**
   * From now on each of these signals runs this, in a thread of its own. Where the JVM does not
   * have that, the end takes as long as the first signal gave it.
   */
  public static void runs(Runnable action) {
    SignalActions.set(NAMES, action);
  }
}
