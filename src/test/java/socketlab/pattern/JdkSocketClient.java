// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The JDK's client of WebSocket, which says what it hears as text that a test can wait for. */
final class JdkSocketClient implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Heard heard = new Heard();
  private final WebSocket socket;

  /**
   * @param path with the query
   * @param protocols subprotocols, the one that is wished most first
   */
  JdkSocketClient(TestServer server, String path, String... protocols) {
    URI uri = URI.create("ws://127.0.0.1:" + server.address().getPort() + path);
    WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(TestServer.SOON);
    if (protocols.length > 0) {
      builder.subprotocols(
          protocols[0], java.util.Arrays.copyOfRange(protocols, 1, protocols.length));
    }
    socket = done(builder.buildAsync(uri, heard));
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(TestServer.SOON.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** The subprotocol that was agreed on; empty when none was. */
  String protocol() {
    return socket.getSubprotocol();
  }

  JdkSocketClient text(String text) {
    return text(text, true);
  }

  /**
   * @param last whether it is the message's last fragment
   */
  JdkSocketClient text(String text, boolean last) {
    done(socket.sendText(text, last));
    return this;
  }

  JdkSocketClient binary(int length) {
    done(socket.sendBinary(ByteBuffer.wrap(new byte[length]), true));
    return this;
  }

  JdkSocketClient ping(int length) {
    done(socket.sendPing(ByteBuffer.wrap(new byte[length])));
    return this;
  }

  JdkSocketClient close(int code) {
    done(socket.sendClose(code, "done"));
    return this;
  }

  /** For example {@code text hello}, {@code binary 3}, {@code pong 4}, {@code close 1000}. */
  String next() throws InterruptedException {
    return heard.all.poll(TestServer.SOON.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Cuts the connection, if it is still open. */
  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    client.close();
  }

  private static final class Heard implements WebSocket.Listener {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private int bytes;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        all.add("text " + text);
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      bytes += data.remaining();
      if (last) {
        all.add("binary " + bytes);
        bytes = 0;
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      all.add("pong " + message.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      all.add("close " + code);
      return CompletableFuture.completedStage(null);
    }
  }
}
