// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.util.EnumSet;
import java.util.Set;
import socketlab.net.Transport;

/**
 * An option of {@code lab serve} that only some patterns have a use for. Each {@link Pattern} says
 * which are its own; any other would change nothing, and so is refused.
 */
public enum PatternOption {
  /** How many loops read, or how many carrier threads there are. */
  THREADS("--threads"),
  /** How many threads run handlers. */
  WORKERS("--workers"),
  /** To which reader the next connection goes. */
  BALANCE("--balance"),
  /** Whether a new connection wakes all loops: a flag of epoll alone, EPOLLEXCLUSIVE. */
  WAKE_ALL("--wake-all", Transport.EPOLL),
  /** Whether each loop keeps to a processor of its own. */
  PIN("--pin");

  private final String text;
  private final Set<Transport> transports;

  PatternOption(String text) {
    this.text = text;
    this.transports = EnumSet.allOf(Transport.class);
  }

  PatternOption(String text, Transport only) {
    this.text = text;
    this.transports = EnumSet.of(only);
  }

  /** As it is written on the command line. */
  public String text() {
    return text;
  }

  /** The transports over which it changes something. */
  public Set<Transport> transports() {
    return transports;
  }
}
