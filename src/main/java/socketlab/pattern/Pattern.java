// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.Set;
import socketlab.linux.libc.Availability;
import socketlab.net.Transport;

/** Which thread plays which role. Stateless: what it wires belongs to the {@link Wiring}. */
public interface Pattern {
  /**
   * Opens listeners and loops and connects them. Nothing runs yet; when it throws, what was opened
   * is closed.
   *
   * @throws IllegalArgumentException when it cannot be wired as asked, in one line that says what
   *     can
   */
  void wire(Wiring wiring) throws IOException;

  /** The options it has a use for, of those that not every pattern has. */
  Set<PatternOption> options();

  default Lesson lesson() {
    return getClass().getAnnotation(Lesson.class);
  }

  default String id() {
    return lesson().id();
  }

  /** Whether its threads can do with this transport: a blocking read is the JDK's own. */
  default boolean runsOn(Transport transport) {
    return true;
  }

  /** Whether it can be served over a transport here and, if not, why. */
  default Availability availability(Transport transport) {
    return runsOn(transport)
        ? transport.availability()
        : Availability.no(id() + " blocks in the JDK's read, so it needs --transport=nio");
  }
}
