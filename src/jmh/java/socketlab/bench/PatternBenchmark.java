// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Timeout;
import org.openjdk.jmh.annotations.Warmup;
import socketlab.compare.server.Pinning;

/**
 * Every pattern under a number of connections, the server in its own process.
 *
 * <pre>
 *   CPU 1: benchmark thread ──a request on each of N connections──▶ CPU 0: lab serve
 *                           ◀──────────── N answers ───────────────
 * </pre>
 *
 * <ul>
 *   <li>{@code roundTrip}: the time of one such round, sampled. With one connection it is the round
 *       trip; with N it is the time until the last of N has its answer.
 *   <li>{@code throughput}: requests a second in rounds, one request in flight on a connection.
 *   <li>{@code pipelined}: the same, sixteen in flight on a connection.
 * </ul>
 *
 * <p>Beside each stands {@link ServerCpu}: compare patterns by that first. Not measured: latency
 * under offered load (the loop is closed: a slow server is asked less), the network (this is
 * loopback), and the use of many CPUs: the server has {@code serverCpus} of them, one unless told
 * otherwise, and {@code threads} loops, two so that no pattern shrinks to one loop. On one CPU a
 * pattern with more threads can only cost more; how much is what is asked here.
 */
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Timeout(time = 30)
public class PatternBenchmark {
  /** A multiple of the requests of every kind of round. */
  static final int REQUESTS = 1024;

  static final int PIPELINED = 16;

  @Param({
    "single-thread",
    "reader-pool",
    "message-balancing",
    "multi-acceptor",
    "sharded",
    "thread-per-connection",
    "virtual-threads",
  })
  public String pattern;

  @Param({"1", "8", "64"})
  public int connections;

  @Param("nio")
  public String transport;

  /** Loops of the server, and workers. */
  @Param("2")
  public int threads;

  @Param("1")
  public int serverCpus;

  private LoadedServer server;

  @Setup
  public void start() throws IOException, InterruptedException {
    if (REQUESTS % (connections * PIPELINED) != 0) {
      throw new IllegalArgumentException(
          "connections is a divisor of " + REQUESTS / PIPELINED + ", not " + connections);
    }
    Pinning.leave(serverCpus);
    server = LoadedServer.start(serverCpus, pattern, transport, threads);
  }

  @Setup(Level.Iteration)
  public void begin() {
    server.begin();
  }

  @TearDown(Level.Iteration)
  public void end() {
    server.end();
  }

  @TearDown
  public void stop() throws InterruptedException {
    server.close();
  }

  /** Connections with one request in flight on each. */
  @State(Scope.Benchmark)
  public static class Single {
    private Client client;

    @Setup
    public void connect(PatternBenchmark b) throws IOException {
      client = new Client(b.server.address(), b.connections, 1);
    }

    @TearDown
    public void close() {
      client.close();
    }
  }

  /** Connections with sixteen requests in flight on each. */
  @State(Scope.Benchmark)
  public static class Batch {
    private Client client;

    @Setup
    public void connect(PatternBenchmark b) throws IOException {
      client = new Client(b.server.address(), b.connections, PIPELINED);
    }

    @TearDown
    public void close() {
      client.close();
    }
  }

  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public void roundTrip(Single on) throws IOException {
    on.client.round();
    server.answered(connections);
  }

  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(REQUESTS)
  public void throughput(Single on) throws IOException {
    for (int sent = 0; sent < REQUESTS; sent += connections) {
      on.client.round();
    }
    server.answered(REQUESTS);
  }

  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.SECONDS)
  @OperationsPerInvocation(REQUESTS)
  public void pipelined(Batch on) throws IOException {
    for (int sent = 0; sent < REQUESTS; sent += connections * PIPELINED) {
      on.client.round();
    }
    server.answered(REQUESTS);
  }
}
