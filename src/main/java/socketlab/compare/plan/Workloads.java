// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import java.util.List;
import java.util.Optional;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;

/** The workloads by name. */
public final class Workloads {
  private static final String PLAINTEXT = "/plaintext";

  private static final String TOPIC = "/topics/lab";

  private Workloads() {}

  /**
   * All of them.
   *
   * @param connections open at once, in each
   */
  public static List<Load> all(int connections) {
    return List.of(
        new Load("plaintext", "GET /plaintext, keep-alive", PLAINTEXT, connections, 1, false),
        new Load("pipelined", "GET /plaintext, 16 at once", PLAINTEXT, connections, 16, false),
        new Load(
            "new-connection",
            "GET /plaintext, a connection a request",
            PLAINTEXT,
            connections,
            1,
            true),
        new Load(
            "mixed",
            "GET /plaintext, and 1 % GET /work?sleep=20",
            "/plaintext, /work?sleep=20",
            connections,
            1,
            false),
        new Load("https", "GET /plaintext, keep-alive, TLS", PLAINTEXT, connections, 1, false)
            .over(LoadProtocol.HTTP1_TLS),
        new Load("http2", "GET /plaintext, 32 streams at once", PLAINTEXT, connections, 32, false)
            .over(LoadProtocol.HTTP2),
        new Load(
                "publish",
                "a message of 100 bytes, confirmed on disk",
                TOPIC,
                connections,
                1,
                false)
            .over(LoadProtocol.PUBLISHING),
        new Load("echo", "bytes back, raw TCP", "", connections, 1, false));
  }

  public static List<String> names() {
    return all(1).stream().map(Load::name).toList();
  }

  /** The workload of this name, in capitals or not. */
  public static Optional<Load> byName(String name, int connections) {
    return all(connections).stream().filter(load -> load.name().equalsIgnoreCase(name)).findFirst();
  }
}
