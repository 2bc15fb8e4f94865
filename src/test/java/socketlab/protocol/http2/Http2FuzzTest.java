// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Output;
import socketlab.protocol.Wire;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.frame.FrameParser;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.websocket.WebSocket;
import socketlab.protocol.websocket.WebSocketConfig;
import socketlab.protocol.websocket.WebSocketHandler;
import socketlab.protocol.websocket.WebSocketUpgrade;

/**
 * Frames that are nearly right, in any order and any cut, on connections that come and go: nothing
 * is thrown, no connection keeps much, and nothing stays when they have gone. A sample; {@code mvn
 * test -Dtest=Http2FuzzTest -DhttpFuzzFrames=10000000} tries so many.
 */
@Timeout(3600)
class Http2FuzzTest {
  private static final long FRAMES = Long.getLong("httpFuzzFrames", 150_000);
  private static final long SEED = Long.getLong("httpFuzzSeed", 9113);

  /** Bytes that a connection may keep: unsent answers, bodies, the parts of a block. */
  private static final int MOST_KEPT = 4 << 20;

  /** Bytes of the heap by which the end may differ from the first tenth. */
  private static final long MOST_GROWTH = 8 << 20;

  private final List<Throwable> failures = new ArrayList<>();
  private long endings;
  private long answered;

  @Test
  void nothingIsThrownAndNothingStays() {
    Random random = new Random(SEED);
    long frames = 0;
    long early = 0;
    while (frames < FRAMES) {
      frames += connection(random);
      assertEquals(List.of(), failures, "frames: " + frames);
      if (early == 0 && frames >= FRAMES / 10) {
        early = heap();
      }
    }
    long growth = heap() - early;
    System.out.printf(
        "HTTP/2: %d frames of seed %d on %d connections, %d requests answered, heap %+d KiB%n",
        frames, SEED, endings, answered, growth / 1024);
    assertTrue(answered > FRAMES / 20, "answered: " + answered);
    assertTrue(growth < MOST_GROWTH, "bytes: " + growth);
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** One connection to its end; how many frames it got. */
  private int connection(Random random) {
    ManualWorkers workers = new ManualWorkers(1 + random.nextInt(4));
    boolean inPlace = random.nextBoolean();
    HttpConfig config =
        new HttpConfig(new Any(random), HttpLimits.DEFAULT, HttpDate.NONE, failures::add);
    Wire wire = new Wire(Http2Session.factory(config), inPlace ? Handlers.IN_PLACE : workers);
    Output begin = new Output(64);
    begin.put(FrameParser.PREFACE);
    FrameWriter.settings(begin);
    wire.feed(Http2Client.bytes(begin));
    FuzzFrames frames = new FuzzFrames(random);
    int sent = 0;
    while (sent < 3000 && !wire.state().isLast()) {
      byte[] bytes = frames.next();
      if (random.nextInt(4) == 0) {
        wire.feed(bytes, random.nextInt(bytes.length));
      } else {
        wire.feed(bytes);
      }
      sent++;
      while (workers.waiting() > 0 && random.nextInt(3) > 0) {
        workers.run(random.nextInt(workers.waiting()));
        wire.turn();
      }
      happens(wire, random);
      wire.takeReceived();
    }
    wire.startReading();
    switch (random.nextInt(3)) {
      case 0 -> wire.end();
      case 1 -> wire.stop();
      default -> wire.pass(HttpLimits.DEFAULT.idleNanos() + 1);
    }
    wire.close();
    while (workers.waiting() > 0) {
      workers.run(0);
    }
    assertTrue(wire.mostKept() < MOST_KEPT, "bytes: " + wire.mostKept());
    endings++;
    return sent;
  }

  private static void happens(Wire wire, Random random) {
    switch (random.nextInt(200)) {
      case 0 -> wire.stopReading();
      case 1, 2 -> wire.startReading();
      case 3 -> wire.pass(random.nextInt(2_000_000_000));
      case 4 -> wire.pass(20_000_000_000L);
      case 5 -> {
        if (random.nextInt(20) == 0) {
          wire.stop();
        }
      }
      default -> wire.pass(random.nextInt(30_000_000));
    }
  }

  /** Answers in every way there is. */
  private final class Any implements HttpHandler {
    private final Random random;
    private Response late;

    Any(Random random) {
      this.random = random;
    }

    @Override
    public boolean streamsBody(Request head) {
      return head.path().equals("/stream");
    }

    @Override
    public boolean needsWorker(Request request) {
      return !request.path().equals("/");
    }

    @Override
    public void handle(Request request, Response response) {
      answered++;
      switch (request.path()) {
        case "/stream" -> {
          if (request.isStreamed()) {
            request.receive(new Taker(response.later(), random));
          } else {
            response.send(Status.OK);
          }
        }
        case "/later" -> {
          Response before = late;
          late = response.later();
          if (before != null) {
            before.send(Status.OK, new byte[random.nextInt(3000)]);
          }
        }
        case "/producer" -> response.stream(Status.OK, new Maker(random, response.waker()));
        case "/socket" ->
            WebSocketUpgrade.answer(
                request,
                response,
                WebSocketConfig.of(HttpLimits.DEFAULT, failures::add),
                new Echo());
        default -> response.send(Status.OK, new byte[random.nextInt(5000)]);
      }
    }
  }

  private static final class Echo implements WebSocketHandler {
    @Override
    public void message(WebSocket socket, boolean text, byte[] bytes, int from, int length) {
      socket.binary(bytes, from, length);
    }
  }

  /** Takes some, sometimes, and answers at the end. */
  private static final class Taker implements BodyConsumer {
    private final Response response;
    private final Random random;

    Taker(Response response, Random random) {
      this.response = response;
      this.random = random;
    }

    @Override
    public int receive(byte[] bytes, int from, int to) {
      return random.nextInt(30) == 0 ? random.nextInt(to - from + 1) : to - from;
    }

    @Override
    public void ended(List<Field> trailers) {
      response.send(Status.OK, new byte[10]);
    }

    @Override
    public void closed() {}
  }

  private static final class Maker implements BodyProducer {
    private final Random random;
    private final Runnable waker;

    Maker(Random random, Runnable waker) {
      this.random = random;
      this.waker = waker;
    }

    @Override
    public Next produce(Output out, int most) {
      out.put(new byte[random.nextInt(Math.min(most, 2000) + 1)]);
      Next next = Next.values()[random.nextInt(3)];
      if (next == Next.LATER && random.nextBoolean()) {
        waker.run();
      }
      return next;
    }
  }
}
