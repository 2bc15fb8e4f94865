// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.net.Transport;

/** The other servers and the floors, by the names that {@code --with} takes. */
public final class Peers {
  private static final List<Candidate> ALL =
      List.of(
          new JavaPeer("netty-nio", "NettyPeer", "nio"),
          new JavaPeer("netty-epoll", "NettyPeer", "epoll"),
          new JavaPeer("netty-uring", "NettyPeer", "io_uring"),
          new JavaPeer("microhttp", "MicrohttpPeer", ""),
          new JavaPeer("jdk", "JdkPeer", ""),
          new JavaPeer("undertow", "UndertowPeer", ""),
          new JavaPeer("jetty", "JettyPeer", ""),
          new JavaPeer("helidon", "HelidonPeer", ""),
          new Nginx());

  private static final List<Candidate> FLOORS =
      List.of(
          new Floor(Transport.NIO, false),
          new Floor(Transport.EPOLL, false),
          new Floor(Transport.IO_URING, false),
          new Floor(Transport.EPOLL, true),
          new Floor(Transport.IO_URING, true));

  /** Servers that tell their clients of something, and do nothing else. */
  private static final List<Candidate> NOTIFIERS = List.of(new Nchan());

  private Peers() {}

  /** Servers that somebody uses. */
  public static List<Candidate> all() {
    return ALL;
  }

  public static List<String> names() {
    return names(ALL);
  }

  /** The least servers, one thread each: what the others cost more is their own. */
  public static List<Candidate> floors() {
    return FLOORS;
  }

  /** Servers that take part in the comparison of notifications alone. */
  public static List<Candidate> notifiers() {
    return NOTIFIERS;
  }

  /** Of the servers, of the floors and of the notifiers. */
  public static List<String> allNames() {
    List<String> names = new ArrayList<>(names(ALL));
    names.addAll(names(FLOORS));
    names.addAll(names(NOTIFIERS));
    return names;
  }

  private static List<String> names(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::name).toList();
  }

  /** A server, a floor or a notifier. */
  public static Optional<Candidate> byName(String name) {
    return Stream.of(ALL, FLOORS, NOTIFIERS)
        .flatMap(List::stream)
        .filter(peer -> peer.name().equalsIgnoreCase(name))
        .findFirst();
  }
}
