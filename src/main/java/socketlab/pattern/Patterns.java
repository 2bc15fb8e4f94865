// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.util.List;
import java.util.Optional;

/** All patterns. A new one joins by one line, and is then served, listed, explained and tested. */
public final class Patterns {
  private static final List<Pattern> ALL =
      List.of(
          new SingleThread(),
          new ReaderPool(),
          new MessageBalancing(),
          new MultiAcceptor(),
          new Sharded(),
          new ThreadPerConnection(),
          new VirtualThreads());

  private Patterns() {}

  /** In the order in which they are best read. */
  public static List<Pattern> all() {
    return ALL;
  }

  /** The pattern of this name, in capitals or not. */
  public static Optional<Pattern> byId(String id) {
    return ALL.stream().filter(p -> p.id().equalsIgnoreCase(id)).findFirst();
  }
}
