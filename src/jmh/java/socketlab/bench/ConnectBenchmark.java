// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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
 * Connections a second: connect, one request with {@code Connection: close}, read to the end; the
 * accept path of every pattern.
 *
 * <p>Sixteen connections are under way together: all connect and ask, then all are read. {@link
 * ServerCpu} stands beside it, per connection. Not measured: the accept queue under overflow, which
 * never has more than sixteen here, and more load than one thread can make.
 *
 * <p>Ports: the server closes first, so it is its side that would keep each port pair in TIME_WAIT;
 * the client, once it has read the end, closes by a reset (SO_LINGER 0), which takes that away. The
 * sources go round {@value #SOURCES} addresses of 127.0.0.0/8 all the same, so that the 28,000
 * ports of one pair of addresses are not used up should a server close otherwise. The bind which
 * that takes is the client's cost, not the server's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Timeout(time = 30)
public class ConnectBenchmark {
  static final int TOGETHER = 16;
  static final int SOURCES = 64;

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

  @Param("nio")
  public String transport;

  /** Loops of the server, and workers. */
  @Param("2")
  public int threads;

  @Param("1")
  public int serverCpus;

  private final InetSocketAddress[] sources = new InetSocketAddress[SOURCES];
  private final SocketChannel[] channels = new SocketChannel[TOGETHER];
  private final ByteBuffer in = ByteBuffer.allocateDirect(4096);
  private final ByteBuffer out =
      ByteBuffer.allocateDirect(128)
          .put(
              "GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                  .getBytes(US_ASCII))
          .flip();
  private final byte[] tail = "Hello, World!".getBytes(US_ASCII);
  private LoadedServer server;
  private int next;

  @Setup
  public void start() throws IOException, InterruptedException {
    for (int i = 0; i < SOURCES; i++) {
      sources[i] =
          new InetSocketAddress(
              InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (i + 1)}), 0);
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

  @Benchmark
  @OperationsPerInvocation(TOGETHER)
  public void connectAskClose() throws IOException {
    for (int i = 0; i < TOGETHER; i++) {
      channels[i] = connect();
      out.rewind();
      channels[i].write(out);
    }
    for (SocketChannel channel : channels) {
      try (channel) {
        readToEnd(channel);
      }
    }
    server.answered(TOGETHER);
  }

  private SocketChannel connect() throws IOException {
    next = (next + 1) % SOURCES;
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.bind(sources[next]);
    channel.connect(server.address());
    return channel;
  }

  private void readToEnd(SocketChannel channel) throws IOException {
    in.clear();
    while (channel.read(in) >= 0) {
      if (!in.hasRemaining()) {
        throw new IOException("the answer is longer than it should be");
      }
    }
    for (int i = 0; i < tail.length; i++) {
      if (in.position() < tail.length || in.get(in.position() - tail.length + i) != tail[i]) {
        throw new IOException("not the answer expected: " + US_ASCII.decode(in.flip()));
      }
    }
  }
}
