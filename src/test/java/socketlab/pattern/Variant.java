// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.util.List;
import java.util.stream.Stream;
import socketlab.net.Transport;

/** A pattern over a transport: what the contract suite runs over. */
record Variant(Pattern pattern, Transport transport) {
  private static final List<Variant> ALL =
      Stream.of(Transport.values())
          .filter(transport -> transport.availability().isAvailable())
          .flatMap(transport -> Patterns.all().stream().map(p -> new Variant(p, transport)))
          .filter(v -> v.pattern().runsOn(v.transport()))
          .toList();

  /** Every pattern over every transport that this machine has; a new one joins by itself. */
  static List<Variant> all() {
    return ALL;
  }

  @Override
  public String toString() {
    return pattern.id() + " over " + transport.id();
  }
}
