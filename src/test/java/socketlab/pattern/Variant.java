// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import socketlab.net.Transport;

/** A pattern over a transport: what the contract suite runs over. */
record Variant(Pattern pattern, Transport transport) {
  private static final List<Variant> ALL =
      Stream.of(Transport.values())
          .filter(transport -> transport.availability().isAvailable())
          .flatMap(transport -> Patterns.all().stream().map(p -> new Variant(p, transport)))
          .filter(Variant::canBeWired)
          .toList();

  /** Every pattern over every transport that this machine has; a new one joins by itself. */
  static List<Variant> all() {
    return ALL;
  }

  /** A pattern says itself which transports it cannot be wired with. */
  private boolean canBeWired() {
    try (TestServer _ = TestServer.of(this).start()) {
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return pattern.id() + " over " + transport.id();
  }
}
