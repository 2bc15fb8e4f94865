// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.Candidate;
import socketlab.net.Transport;

/** The other servers and the floors, by the names that {@code --with} takes. */
public final class Peers {
  private static final List<Candidate> ALL =
      List.of(
          netty("netty-nio", "nio"),
          netty("netty-epoll", "epoll"),
          netty("netty-uring", "io_uring"),
          java("microhttp", "MicrohttpPeer"),
          java("jdk", "JdkPeer"),
          java("undertow", "UndertowPeer"),
          java("jetty", "JettyPeer"),
          java("helidon", "HelidonPeer"),
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

  /** Servers that keep messages, and do nothing else. */
  private static final List<Candidate> BROKERS = List.of(new RabbitMq(), new Redis());

  private Peers() {}

  private static Candidate java(String name, String mainClass) {
    return new JavaPeer(name, mainClass, "", Set.of(LoadProtocol.HTTP1));
  }

  private static Candidate netty(String name, String transport) {
    return new JavaPeer(
        name, "NettyPeer", transport, Set.of(LoadProtocol.HTTP1, LoadProtocol.HTTP2));
  }

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

  /** Of the servers, of the floors, of the notifiers and of the brokers. */
  public static List<String> allNames() {
    List<String> names = new ArrayList<>(names(ALL));
    names.addAll(names(FLOORS));
    names.addAll(names(NOTIFIERS));
    names.addAll(names(BROKERS));
    return names;
  }

  private static List<String> names(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::name).toList();
  }

  /** A server, a floor, a notifier or a broker. */
  public static Optional<Candidate> byName(String name) {
    return Stream.of(ALL, FLOORS, NOTIFIERS, BROKERS)
        .flatMap(List::stream)
        .filter(peer -> peer.name().equalsIgnoreCase(name))
        .findFirst();
  }
}
