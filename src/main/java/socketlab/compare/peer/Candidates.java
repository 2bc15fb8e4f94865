// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.util.Optional;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.LabServer;
import socketlab.net.Transport;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** Every server by its name in a campaign: PATTERN/TRANSPORT, or a peer's. */
public final class Candidates {
  private Candidates() {}

  /**
   * @throws IllegalArgumentException when there is none
   */
  public static Candidate byName(String name) {
    int slash = name.indexOf('/');
    Optional<Candidate> found =
        slash < 0
            ? Peers.byName(name)
            : lab(name.substring(0, slash), name.substring(slash + 1)).map(Candidate.class::cast);
    return found.orElseThrow(() -> new IllegalArgumentException("no server is called " + name));
  }

  private static Optional<LabServer> lab(String pattern, String transport) {
    Optional<Pattern> known = Patterns.byId(pattern);
    return known.flatMap(p -> Transport.byId(transport).map(t -> new LabServer(p, t)));
  }
}
