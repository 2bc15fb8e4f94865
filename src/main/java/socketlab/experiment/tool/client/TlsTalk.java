// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import socketlab.protocol.Output;
import socketlab.tls.TlsEngine;
import socketlab.tls.TlsFailure;
import socketlab.tls.client.EarlyData;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientEngine;
import socketlab.tls.client.TlsTicket;

/**
 * A TLS client on a blocking socket, which shows what others hide: its first flight as bytes, the
 * ticket, and how many bytes had come when something could be read. One thread.
 */
public final class TlsTalk implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int RECORD_BYTES = 16 * 1024;

  private static final ThreadLocal<byte[]> ARRIVED =
      ThreadLocal.withInitial(() -> new byte[RECORD_BYTES]);

  private static final ThreadLocal<byte[]> PLAIN =
      ThreadLocal.withInitial(() -> new byte[RECORD_BYTES]);

  private final Socket socket;
  private final TlsClientEngine engine;
  private final Output out = new Output(1024);
  private final byte[] arrived = ARRIVED.get();
  private final byte[] plain = PLAIN.get();
  private byte[] firstFlight;
  private TlsTicket ticket;
  private long bytesArrived;

  private TlsTalk(Socket socket, TlsClientEngine engine) {
    this.socket = socket;
    this.engine = engine;
  }

  /**
   * Connects, and says nothing.
   *
   * @param ticket of an earlier connection, or null
   */
  public static TlsTalk with(InetSocketAddress server, TlsClientContext context, TlsTicket ticket)
      throws IOException {
    Socket socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return new TlsTalk(socket, context.connect("localhost", ticket));
  }

  /** Puts a request into the first flight, which leaves by {@link #shake}. */
  public TlsTalk early(String request) throws IOException {
    byte[] bytes = request.getBytes(ISO_8859_1);
    try {
      engine.writeEarly(bytes, 0, bytes.length);
      return this;
    } catch (TlsFailure e) {
      throw new IOException(e.getMessage());
    }
  }

  /** Finishes the handshake. */
  public TlsTalk shake() throws IOException {
    try {
      while (!engine.handshake()) {
        send();
        if (!take(arrived.length)) {
          throw new IOException("the server ended the connection in the handshake");
        }
      }
      send();
      return this;
    } catch (TlsFailure e) {
      throw new IOException(e.getMessage());
    }
  }

  private void send() throws IOException {
    engine.drain(out);
    if (!out.isEmpty()) {
      if (firstFlight == null) {
        firstFlight = Arrays.copyOfRange(out.array(), out.offset(), out.offset() + out.size());
      }
      socket.getOutputStream().write(out.array(), out.offset(), out.size());
      out.clear();
    }
  }

  /** Reads what has come; false when nothing comes any more. */
  private boolean take(int most) throws IOException {
    int count = socket.getInputStream().read(arrived, 0, most);
    if (count < 0) {
      return false;
    }
    bytesArrived += count;
    engine.feed(arrived, 0, count);
    return true;
  }

  /** Sends it, behind the handshake. */
  public TlsTalk say(String text) throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    try {
      engine.write(bytes, 0, bytes.length);
    } catch (TlsFailure e) {
      throw new IOException(e.getMessage());
    }
    send();
    return this;
  }

  /**
   * Waits for what the server says next.
   *
   * @param step bytes that are read at once: with few it is seen when the first can be used
   * @return what it said; empty when it said that it says no more (close_notify)
   * @throws IOException when the connection ended without that
   */
  public String hear(int step) throws IOException {
    try {
      while (true) {
        int count = engine.read(plain);
        keepTicket();
        if (count > 0) {
          return new String(plain, 0, count, ISO_8859_1);
        }
        if (count == TlsEngine.ENDED) {
          return "";
        }
        if (!take(step)) {
          throw new IOException("the connection ended without close_notify");
        }
      }
    } catch (TlsFailure e) {
      throw new IOException(e.getMessage());
    }
  }

  /** Likewise, and all of it, until it ends with this. */
  public String hearUntil(String end) throws IOException {
    StringBuilder heard = new StringBuilder();
    while (!heard.toString().endsWith(end)) {
      String more = hear(arrived.length);
      if (more.isEmpty()) {
        throw new IOException("the server ended behind: " + heard);
      }
      heard.append(more);
    }
    return heard.toString();
  }

  private void keepTicket() {
    TlsTicket came = engine.ticket();
    if (came != null) {
      ticket = came;
    }
  }

  /** All that it sent first. */
  public byte[] firstFlight() {
    return firstFlight;
  }

  /** The newest ticket, or null. */
  public TlsTicket ticket() {
    keepTicket();
    return ticket;
  }

  /** Bytes of records that have come. */
  public long bytesArrived() {
    return bytesArrived;
  }

  public EarlyData early() {
    return engine.early();
  }

  public boolean isResumed() {
    return engine.isResumed();
  }

  @Override
  public void close() throws IOException {
    engine.close();
    socket.close();
  }
}
