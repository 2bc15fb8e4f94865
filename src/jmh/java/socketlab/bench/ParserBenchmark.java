// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import socketlab.app.DateTicker;
import socketlab.app.Protocol;
import socketlab.app.ServerView;
import socketlab.app.Stats;
import socketlab.protocol.Handlers;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpLimits;

/**
 * A request parsed, routed and answered by an HTTP session, without a socket: what the lab's own
 * code costs a request.
 *
 * <p>Measured: time of one request, and with {@code -prof gc} bytes allocated for it, which should
 * be none. Not measured: system calls, the loop, and the misses of a cache that other connections
 * have used meanwhile; the same bytes come again and again, so the branch predictor knows them by
 * heart. Read it as the least that a request can cost.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ParserBenchmark {
  static final int PIPELINED = 16;

  /** As wrk sends it. */
  private static final byte[] WRK =
      bytes("GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n");

  private static final byte[] BROWSER =
      bytes(
          """
          GET /plaintext HTTP/1.1
          Host: 127.0.0.1:8080
          Connection: keep-alive
          Cache-Control: max-age=0
          sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"
          sec-ch-ua-mobile: ?0
          Upgrade-Insecure-Requests: 1
          User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
          Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
          Sec-Fetch-Site: none
          Sec-Fetch-Mode: navigate
          Accept-Encoding: gzip, deflate, br, zstd
          Accept-Language: en-GB,en;q=0.9

          """
              .replace("\n", "\r\n"));

  private final byte[] pipelined = bytes(new String(WRK, US_ASCII).repeat(PIPELINED));
  private final Output out = new Output(16 * 1024);
  private DateTicker date;
  private SessionFactory sessions;
  private Peer inPlace;
  private Session session;
  private Session owing;

  @Setup
  public void open() {
    date = new DateTicker();
    sessions =
        Protocol.HTTP.sessions(
            new Protocol.Setting(
                new Nobody(),
                HttpLimits.DEFAULT,
                date,
                List.of(),
                e -> {
                  throw new IllegalStateException(e);
                }));
    inPlace = new IdlePeer(Handlers.IN_PLACE);
    session = sessions.open(inPlace);
    // Any handlers but IN_PLACE send a request the long way, as message-balancing does.
    owing = sessions.open(new IdlePeer(Handlers.by(Runnable::run)));
    check(request());
    check(browser());
    check(copied());
    check(connection());
    pipelined();
  }

  @TearDown
  public void close() {
    date.close();
  }

  /** One request, as wrk sends it. */
  @Benchmark
  public int request() {
    return answer(WRK);
  }

  /** One of sixteen requests that came in one piece. */
  @Benchmark
  @OperationsPerInvocation(PIPELINED)
  public int pipelined() {
    return answer(pipelined);
  }

  /** One request with the dozen header fields of a browser. */
  @Benchmark
  public int browser() {
    return answer(BROWSER);
  }

  /** One request copied, as for a worker, and its answer put behind those owed before it. */
  @Benchmark
  public int copied() {
    out.clear();
    int taken = owing.receive(WRK, 0, WRK.length, out);
    owing.resume(out);
    return taken;
  }

  /** A session that is opened, answers one request, and ends: what a new connection costs here. */
  @Benchmark
  public int connection() {
    out.clear();
    Session once = sessions.open(inPlace);
    int taken = once.receive(WRK, 0, WRK.length, out);
    once.closed();
    return taken;
  }

  private int answer(byte[] bytes) {
    out.clear();
    int taken = session.receive(bytes, 0, bytes.length, out);
    if (taken != bytes.length) {
      throw new IllegalStateException("the session took " + taken + " of " + bytes.length);
    }
    return out.size();
  }

  /** A benchmark of refusals would be fast, too. */
  private void check(int ignored) {
    String answer = out.toString();
    if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith("\r\n\r\nHello, World!")) {
      throw new IllegalStateException("not the answer expected: " + answer);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  /** No server; /plaintext asks nothing of it. */
  private static final class Nobody implements ServerView {
    @Override
    public Stats stats() {
      return new Stats("none", "none", List.of(), List.of());
    }

    @Override
    public String picture() {
      return "";
    }
  }
}
