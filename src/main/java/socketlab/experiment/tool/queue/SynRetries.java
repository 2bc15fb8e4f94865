// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import socketlab.linux.libc.Sysctl;

/**
 * When a client sends its SYN again, in seconds after the first: a second apart so often as the
 * sysctl says, then at doubling distances.
 *
 * <pre>
 *   tcp_syn_linear_timeouts = 4   0 · 1 · 2 · 3 · 4 · 5 ··· 7 ······· 11 ··············· 19
 *   tcp_syn_linear_timeouts = 0   0 · 1 ··· 3 ······· 7 ··············· 15
 * </pre>
 *
 * <p>The kernel's timers may fire later by an eighth of the distance (Documentation of
 * kernel/time/timer.c), and never earlier.
 *
 * @param linear net.ipv4.tcp_syn_linear_timeouts, which came with Linux 6.5; 0 before
 */
public record SynRetries(int linear) {
  private static final String SYSCTL = "net.ipv4.tcp_syn_linear_timeouts";

  /** As this network has it. */
  public static SynRetries here() {
    return new SynRetries(Sysctl.exists(SYSCTL) ? (int) Sysctl.readLong(SYSCTL) : 0);
  }

  /**
   * Seconds from the first SYN to its n-th retry.
   *
   * @param n 0 for the SYN itself
   */
  public int at(int n) {
    int at = 0;
    int distance = 1;
    for (int retry = 1; retry <= n; retry++) {
      at += distance;
      if (retry > linear) {
        distance *= 2;
      }
    }
    return at;
  }

  /**
   * Whether a client that is let in by its n-th retry can have waited for a time that is known only
   * so far as somebody looked, who may have been kept from his CPU in between.
   *
   * @param least seconds after which it was seen to wait still
   * @param most seconds after which it was seen to wait no more
   */
  public boolean fits(int n, double least, double most) {
    return most > at(n) - 0.1 && least < at(n + 1);
  }
}
