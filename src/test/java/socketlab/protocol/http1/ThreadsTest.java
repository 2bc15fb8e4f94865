// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Handlers;
import socketlab.protocol.Output;
import socketlab.protocol.Wire;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * Handlers in threads of their own, and connections that may be gone at any moment: whatever meets
 * whatever, who was given a part of an exchange is told of its end, once.
 */
@Timeout(60)
class ThreadsTest {
  private static final int ROUNDS = 4_000;

  private final Queue<Part> parts = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** A consumer, a producer or a pending answer, of which each end is counted. */
  private final class Part implements BodyConsumer {
    private final AtomicInteger ends = new AtomicInteger();
    private volatile boolean answered;

    Part() {
      parts.add(this);
    }

    void ends() {
      ends.incrementAndGet();
    }

    @Override
    public int receive(byte[] bytes, int from, int to) {
      return to - from;
    }

    @Override
    public void ended(List<Field> trailers) {
      ends();
    }

    @Override
    public void closed() {
      ends();
    }

    Pending pending() {
      return new Pending() {
        @Override
        public void closed() {
          ends();
        }
      };
    }

    BodyProducer producer() {
      return new BodyProducer() {
        private int pieces = 3;

        @Override
        public Next produce(Output out, int most) {
          out.put((byte) 'x');
          if (--pieces > 0) {
            return Next.MORE;
          }
          ends();
          return Next.END;
        }

        @Override
        public void closed() {
          ends();
        }
      };
    }
  }

  /** Streams both ways, at once or later, by whichever thread. */
  private final class Both implements HttpHandler {
    private final ExecutorService others;

    Both(ExecutorService others) {
      this.others = others;
    }

    @Override
    public boolean streamsBody(Request head) {
      return true;
    }

    @Override
    public void handle(Request request, Response response) {
      boolean later = request.isPath(Http.bytes("/later"));
      if (request.isStreamed()) {
        request.receive(new Part());
      }
      if (later) {
        Part pending = new Part();
        Response held = response.later(pending.pending());
        others.execute(
            () -> {
              pending.answered = true;
              held.stream(Status.OK, new Part().producer());
            });
      } else {
        response.stream(Status.OK, new Part().producer());
      }
    }
  }

  @Test
  void everyPartIsToldOfItsEndOnce() throws InterruptedException {
    Random random = new Random(29);
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try (ExecutorService others = Executors.newFixedThreadPool(2)) {
      HttpHandler handler = new Both(others);
      for (int round = 0; round < ROUNDS; round++) {
        Wire wire =
            new Wire(
                Http.config(handler, HttpLimits.DEFAULT, failures::add),
                Handlers.by(workers::execute));
        String path = random.nextBoolean() ? "/later" : "/now";
        wire.feed(Http.request("POST", path, "HTTP/1.1", "Host: lab", "Content-Length: 10"));
        for (int turns = random.nextInt(200); turns > 0; turns--) {
          wire.turn();
        }
        wire.feed("hello" + (random.nextBoolean() ? "world" : ""));
        for (int turns = random.nextInt(200); turns > 0; turns--) {
          wire.turn();
        }
        wire.close();
      }
      workers.shutdown();
      workers.awaitTermination(60, TimeUnit.SECONDS);
    }
    for (Part part : parts) {
      int expected = part.answered && part.ends.get() == 0 ? 0 : 1;
      assertEquals(expected, part.ends.get(), "ends of one part");
    }
    assertEquals(List.of(), List.copyOf(failures));
  }
}
