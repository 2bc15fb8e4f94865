// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.util.List;
import java.util.Optional;

/** The other servers, by the names that {@code --with} takes. */
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

  private Peers() {}

  public static List<Candidate> all() {
    return ALL;
  }

  public static List<String> names() {
    return ALL.stream().map(Candidate::name).toList();
  }

  public static Optional<Candidate> byName(String name) {
    return ALL.stream().filter(peer -> peer.name().equals(name)).findFirst();
  }
}
