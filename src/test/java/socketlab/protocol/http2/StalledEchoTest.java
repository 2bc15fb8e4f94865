// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Output;
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
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.PeerSettings;

/** A body that is full, whose answer has no window: neither side has anything to do. */
@Timeout(30)
class StalledEchoTest {
  /** Keeps ten bytes. */
  private static final class TenBytes implements BodyConsumer, BodyProducer {
    private int size;
    private boolean ended;

    @Override
    public int receive(byte[] bytes, int from, int to) {
      int count = Math.min(to - from, 10 - size);
      size += count;
      return count;
    }

    @Override
    public Next produce(Output out, int most) {
      int count = Math.min(size, most);
      out.put(new byte[count]);
      size -= count;
      return size > 0 ? Next.MORE : ended ? Next.END : Next.LATER;
    }

    @Override
    public void ended(List<Field> trailers) {
      ended = true;
    }

    @Override
    public void closed() {}
  }

  private static final HttpHandler ECHO =
      new HttpHandler() {
        @Override
        public void handle(Request request, Response response) {
          TenBytes echo = new TenBytes();
          request.receive(echo);
          response.later().stream(Status.OK, echo);
        }

        @Override
        public boolean streamsBody(Request head) {
          return true;
        }
      };

  @Test
  void waitsForAWindowAndDoesNotGoRoundMeanwhile() {
    HttpConfig config =
        new HttpConfig(ECHO, HttpLimits.DEFAULT, HttpDate.NONE, Throwable::printStackTrace);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Http2Client client = new Http2Client(config, Handlers.IN_PLACE);
          client.begin(PeerSettings.INITIAL_WINDOW_SIZE, 0);
          client.headers(1, false, Http2Client.request("POST", "/"));
          client.data(1, true, "x".repeat(1000));
          assertEquals("", client.came(1).body.toString());
          client.window(1, 1000);
          assertEquals(1000, client.came(1).body.length());
        });
  }

  /** What filled a whole window before a worker named who takes it: the window opens again. */
  @Test
  void theWindowOpensWhenWhatWaitedForAWorkerIsTaken() {
    HttpHandler handler =
        new HttpHandler() {
          @Override
          public void handle(Request request, Response response) {
            request.receive(new TakesAll());
            response.later();
          }

          @Override
          public boolean streamsBody(Request head) {
            return true;
          }
        };
    HttpConfig config =
        new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, Throwable::printStackTrace);
    ManualWorkers workers = new ManualWorkers();
    Http2Client client = new Http2Client(config, workers);
    client.begin();
    client.headers(1, false, Http2Client.request("POST", "/"));
    for (int sent = 0; sent < Http2Limits.STREAM_WINDOW; sent += FrameType.MOST_BYTES) {
      client.data(1, false, "x".repeat(FrameType.MOST_BYTES));
    }
    String opened = "WINDOW_UPDATE 1 " + Http2Limits.STREAM_WINDOW;
    client.came(1);
    assertFalse(client.connection.contains(opened), client.connection::toString);
    workers.runAll();
    client.wire.turn();
    client.came(1);
    assertTrue(client.connection.contains(opened), client.connection::toString);
  }

  private static final class TakesAll implements BodyConsumer {
    @Override
    public int receive(byte[] bytes, int from, int to) {
      return to - from;
    }

    @Override
    public void ended(List<Field> trailers) {}

    @Override
    public void closed() {}
  }
}
