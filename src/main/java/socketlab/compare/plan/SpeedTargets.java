// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import static socketlab.compare.data.Metric.ALLOCATION;
import static socketlab.compare.data.Metric.AT_REST;
import static socketlab.compare.data.Metric.COMMAND;
import static socketlab.compare.data.Metric.CPU;
import static socketlab.compare.data.Metric.FIRST_ANSWER;
import static socketlab.compare.data.Metric.IDLE_CONNECTION;
import static socketlab.compare.data.Metric.MESSAGE_TIME;

import java.util.List;
import java.util.stream.Stream;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.peer.Peers;

/** The speed table: what is measured, and what must and should come out. */
final class SpeedTargets {
  private static final String NIO = "single-thread/nio";
  private static final String EPOLL = "single-thread/epoll";
  private static final String IO_URING = "single-thread/io_uring";

  private static final Load KEEP_ALIVE =
      new Load("keep-alive", "GET /plaintext, keep-alive", "/plaintext", 64, 1, false);
  private static final Load PIPELINED =
      new Load("pipelined", "GET /plaintext, 16 at once", "/plaintext", 64, 16, false);
  private static final Load NEW_CONNECTION =
      new Load(
          "new-connection", "GET /plaintext, a connection a request", "/plaintext", 64, 1, true);
  private static final Load MANY =
      new Load("keep-alive-512", "GET /plaintext, keep-alive", "/plaintext", 512, 1, false);

  private static final Load HTTPS =
      new Load("https", "GET /plaintext, keep-alive, TLS", "/plaintext", 64, 1, false)
          .over(LoadProtocol.HTTP1_TLS);
  private static final Load PUBLISH =
      new Load("publish", "a message of 100 bytes, confirmed on disk", "/topics/lab", 64, 1, false)
          .over(LoadProtocol.PUBLISHING);
  private static final Load HTTP2 =
      new Load("http2", "GET /plaintext, 32 streams at once", "/plaintext", 64, 32, false)
          .over(LoadProtocol.HTTP2);

  private SpeedTargets() {}

  /**
   * Lines of the table, in order.
   *
   * @param idle connections that are held open
   */
  static List<SpeedTarget> all(int idle) {
    Load held = new Load("idle", "idle connections, one answer each", "/plaintext", idle, 1, false);
    Load steady = new Load("steady", "GET /plaintext, steady state", "/plaintext", 64, 1, false);
    Stream<SpeedTarget> ours =
        Stream.of(
            new SpeedTarget("keep-alive-epoll", KEEP_ALIVE, CPU, EPOLL, "nginx", 0.88, 0.86),
            new SpeedTarget("keep-alive-uring", KEEP_ALIVE, CPU, IO_URING, "nginx", 0.80, 0.75),
            new SpeedTarget("keep-alive-nio", KEEP_ALIVE, CPU, NIO, "netty-nio", 0.95, 0.90),
            new SpeedTarget("pipelined-epoll", PIPELINED, CPU, EPOLL, "netty-epoll", 0.45, 0.38),
            new SpeedTarget(
                "new-connection-epoll", NEW_CONNECTION, CPU, EPOLL, "nginx", 1.05, 1.00),
            new SpeedTarget("many-epoll", MANY, CPU, EPOLL, "nginx", 0.85, null),
            new SpeedTarget("many-uring", MANY, CPU, IO_URING, "nginx", 0.85, null),
            // What a hand-off a message costs, beside the same loop without one.
            new SpeedTarget(
                "hand-off", KEEP_ALIVE, CPU, "message-balancing/epoll", EPOLL, null, null),
            new SpeedTarget("memory-epoll", held, IDLE_CONNECTION, EPOLL, "", 600.0, 300.0),
            new SpeedTarget("memory-uring", held, IDLE_CONNECTION, IO_URING, "", 600.0, 300.0),
            new SpeedTarget("memory-nio", held, IDLE_CONNECTION, NIO, "", 2048.0, null),
            new SpeedTarget("allocation-nio", steady, ALLOCATION, NIO, "", NOTHING, null),
            new SpeedTarget("allocation-epoll", steady, ALLOCATION, EPOLL, "", NOTHING, null),
            new SpeedTarget("allocation-uring", steady, ALLOCATION, IO_URING, "", NOTHING, null));
    Stream<SpeedTarget> theirs =
        Peers.names().stream()
            .map(
                peer ->
                    new SpeedTarget("memory-" + peer, held, IDLE_CONNECTION, peer, "", null, null));
    return Stream.of(ours, secured(), durable(), floors(), starts(), theirs)
        .flatMap(rows -> rows)
        .toList();
  }

  /** Publishing, where each message is on disk before it is confirmed. */
  private static Stream<SpeedTarget> durable() {
    return Stream.of(
        new SpeedTarget("publish-epoll", PUBLISH, MESSAGE_TIME, EPOLL, "rabbitmq", 1.0, null),
        new SpeedTarget("publish-uring", PUBLISH, MESSAGE_TIME, IO_URING, "rabbitmq", 1.0, null),
        new SpeedTarget("publish-redis", PUBLISH, MESSAGE_TIME, EPOLL, "redis", null, null));
  }

  /** HTTP over TLS, and HTTP/2. */
  private static Stream<SpeedTarget> secured() {
    return Stream.of(
        new SpeedTarget("https-epoll", HTTPS, CPU, EPOLL, "nginx", 1.0, null),
        new SpeedTarget("https-uring", HTTPS, CPU, IO_URING, "nginx", 1.0, null),
        new SpeedTarget("http2-epoll", HTTP2, CPU, EPOLL, "nginx", 0.9, null),
        new SpeedTarget("http2-uring", HTTP2, CPU, IO_URING, "nginx", 0.9, null),
        new SpeedTarget("http2-epoll-netty", HTTP2, CPU, EPOLL, "netty-epoll", 0.8, null));
  }

  /**
   * How long a user waits, and what a server keeps that has nothing to do. The other server is the
   * one of the smallest start, and the other command the least that a JVM can do.
   */
  private static Stream<SpeedTarget> starts() {
    Load first = new Load("start", "start, one answer", "/plaintext", 1, 1, false);
    Load command = new Load("command", "a command, start to end", "", 0, 1, false);
    Load rest = new Load("rest", "start, one answer, then nothing", "/plaintext", 1, 1, false);
    return Stream.of(
        new SpeedTarget("start-nio", first, FIRST_ANSWER, NIO, "microhttp", 1.2, null),
        new SpeedTarget("start-epoll", first, FIRST_ANSWER, EPOLL, "microhttp", null, null),
        new SpeedTarget("start-uring", first, FIRST_ANSWER, IO_URING, "microhttp", null, null),
        new SpeedTarget("start-list", command, COMMAND, "lab list", "java -version", 4.0, null),
        new SpeedTarget("rest-nio", rest, AT_REST, NIO, "", 60.0, null),
        new SpeedTarget("rest-microhttp", rest, AT_REST, "microhttp", "", null, null));
  }

  /**
   * Ours against the least server on the same transport, whose cost is the kernel's and on nio the
   * JDK's too; and that one against the same in C, to tell what Java costs.
   */
  private static Stream<SpeedTarget> floors() {
    return Stream.of(
            floors(KEEP_ALIVE, 1.05, 1.05, 1.02),
            floors(NEW_CONNECTION, 1.10, 1.35, 1.05),
            floors(PIPELINED, 1.15, 1.15, 1.08))
        .flatMap(rows -> rows);
  }

  private static Stream<SpeedTarget> floors(Load load, Double must, Double mustOfNio, Double aim) {
    return Stream.of(
        floor(load, NIO, "floor-nio", mustOfNio, aim),
        floor(load, EPOLL, "floor-epoll", must, aim),
        floor(load, IO_URING, "floor-uring", must, aim),
        floor(load, "floor-epoll", "floor-c-epoll", null, null),
        floor(load, "floor-uring", "floor-c-uring", null, null));
  }

  private static SpeedTarget floor(Load load, String ours, String floor, Double must, Double aim) {
    return new SpeedTarget(load.name() + "-" + floor, load, CPU, ours, floor, must, aim);
  }

  /**
   * 0 B a request, told to a tenth: what is made once a second, such as the date, is no request's.
   */
  private static final Double NOTHING = 0.05;
}
