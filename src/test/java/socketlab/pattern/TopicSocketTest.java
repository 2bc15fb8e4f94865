// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Topics over WebSockets under every pattern, spoken to by the JDK's client. */
@EveryPattern
class TopicSocketTest extends WithServer {
  /** Whole messages and the end, as text that a test can wait for. */
  private static final class Ears implements WebSocket.Listener {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        all.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      all.add("binary " + data.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      all.add("close " + code);
      return CompletableFuture.completedStage(null);
    }

    String next() throws InterruptedException {
      return all.poll(TestServer.SOON.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private WebSocket open(HttpClient client, String target, Ears ears) {
    URI uri = URI.create("ws://127.0.0.1:" + server.address().getPort() + target);
    return client
        .newWebSocketBuilder()
        .connectTimeout(TestServer.SOON)
        .buildAsync(uri, ears)
        .orTimeout(TestServer.SOON.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static void sent(CompletableFuture<WebSocket> sending) {
    sending.orTimeout(TestServer.SOON.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Test
  void whatOneSendsAllGetByEveryWay() throws IOException, InterruptedException {
    EventClient events = EventClient.open(server.connect(), "/topics/news/events", "");
    TestClient poll = server.connect().send(TestClient.get("/topics/news?wait=60"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      List<Ears> all = new ArrayList<>();
      WebSocket last = null;
      for (int i = 0; i < 5; i++) {
        Ears ears = new Ears();
        all.add(ears);
        last = open(client, "/topics/news/socket", ears);
      }
      eventually().until(() -> server.topics().subscribers() == 7);
      sent(last.sendText("hello, Grüße", true));
      for (Ears ears : all) {
        assertEquals("hello, Grüße", ears.next());
      }
      assertEquals("hello, Grüße", events.read(1).getFirst().data());
      String polled = poll.read().body();
      assertTrue(polled.startsWith("{\"messages\":[{\"offset\":0,"), polled);
      sent(last.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true));
      for (Ears ears : all) {
        assertEquals("binary 3", ears.next());
      }
      assertEquals("AQID", events.read(2).getLast().data());
      Ears late = new Ears();
      open(client, "/topics/news/socket?from=0", late);
      assertEquals("hello, Grüße", late.next());
      assertEquals("binary 3", late.next());
      sent(last.sendClose(WebSocket.NORMAL_CLOSURE, "done"));
      assertEquals("close 1000", all.getLast().next());
      eventually().until(() -> server.topics().subscribers() == 6);
      // Its close would wait for those that are open.
      client.shutdownNow();
    }
    eventually().until(() -> server.topics().subscribers() == 1);
  }

  @Test
  void aStopClosesThem() throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      Ears ears = new Ears();
      WebSocket socket = open(client, "/topics/news/socket", ears);
      sent(socket.sendText("a", true));
      assertEquals("a", ears.next());
      assertEquals(0, server.stop(TestServer.SOON).cutOff());
      assertEquals("close 1001", ears.next());
    }
  }
}
