// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.topic;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import socketlab.protocol.events.EventStreamReader;

/**
 * One connection by which a topic is read as a stream of events, in the tempo of its one thread:
 * the server has taken it in when the constructor returns.
 */
public final class EventSubscription implements AutoCloseable {
  private static final int MOST_BYTES = 1 << 20;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final EventStreamReader reader;
  private final byte[] one = new byte[1];

  /** Bytes of the chunk that are still to come; -1 when the stream has ended. */
  private int chunk;

  private long events;

  /**
   * Subscribes.
   *
   * @param query such as {@code ?from=0}; empty for what comes next
   * @param lastEventId where the last connection ended; empty for none
   * @param receiveBuffer SO_RCVBUF in bytes; 0 leaves it to the kernel
   * @param sink is told each event's type and data
   * @throws IOException when the server refuses, or ends at once
   */
  public EventSubscription(
      InetSocketAddress server,
      String topic,
      String query,
      String lastEventId,
      int receiveBuffer,
      BiConsumer<String, String> sink)
      throws IOException {
    reader = new EventStreamReader(MOST_BYTES, (data, length) -> event(sink, data, length));
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(server.getAddress(), server.getPort()));
    String resume = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
    String request =
        "GET /topics/%s/events%s HTTP/1.1\r\nHost: lab\r\n%s\r\n".formatted(topic, query, resume);
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    in = new BufferedInputStream(socket.getInputStream());
    head();
    // The stream begins with an id alone, and the topic has a place for its reader by then.
    readUntil(() -> !reader.lastEventId().isEmpty());
  }

  private void event(BiConsumer<String, String> sink, byte[] data, int length) {
    events++;
    sink.accept(reader.type(), new String(data, 0, length, UTF_8));
  }

  private void head() throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("the server answered: " + status);
    }
    while (!line().isEmpty()) {
      // The fields say nothing that is not known.
    }
  }

  /** The id from which the next connection resumes. */
  public String lastEventId() {
    return reader.lastEventId();
  }

  /** How many events came. */
  public long events() {
    return events;
  }

  /** Reads that many bytes of the stream and no more, wherever in an event that is. */
  public void readBytes(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      if (!readOne()) {
        throw new IOException("the stream ended after " + i + " of " + count + " bytes");
      }
    }
  }

  /** Reads until something is so, or the stream ends; looks after each byte. */
  public void readUntil(BooleanSupplier test) throws IOException {
    while (!test.getAsBoolean()) {
      if (!readOne()) {
        return;
      }
    }
  }

  /** One byte of the stream; false when it has ended. */
  private boolean readOne() throws IOException {
    while (chunk == 0) {
      String size = line();
      if (!size.isEmpty()) {
        chunk = Integer.parseInt(size, 16);
        chunk = chunk == 0 ? -1 : chunk;
      }
    }
    int next = chunk < 0 ? -1 : in.read();
    if (next < 0) {
      chunk = -1;
      return false;
    }
    chunk--;
    one[0] = (byte) next;
    reader.take(one, 0, 1);
    return true;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next;
    while ((next = in.read()) != '\n') {
      if (next < 0) {
        throw new IOException("the connection ended behind: " + line);
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
