// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BooleanSupplier;
import socketlab.linux.socket.ClientSocket;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.SocketlessPeer;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientService;
import socketlab.tls.client.TlsClientSession;
import socketlab.tls.client.TlsHandshake;
import socketlab.tls.client.TlsTickets;

/**
 * One HTTPS connection with one request, from connect to the answer. Records are given to TLS one
 * by one, so that it is known in which of them the answer begins. Confined to one thread.
 */
final class HttpsExchange implements AutoCloseable {
  /** In the certificate that {@code lab serve --tls} makes. */
  static final String SERVER_NAME = "localhost";

  private static final int RECORD_HEAD = 5;
  private static final int ROOM = 32 * 1024;

  private final PlaintextRequest request = new PlaintextRequest();
  private final Duration patience;
  private final Session session;
  private final Output out = new Output(4096);
  private final byte[] room = new byte[ROOM];

  /** What has come and has not been given to TLS. */
  private byte[] came = {};

  /** Bytes of the server's stream that were given to TLS. */
  private long given;

  private ClientSocket socket;
  private TlsHandshake handshake;
  private String failure;
  private long beganNanos;
  private long answerEnd;

  /**
   * A connection that is not open yet.
   *
   * @param tickets where a ticket is taken from, and new ones go
   * @param early whether the request is sent as early data
   * @param patience how long each wait may take
   */
  HttpsExchange(TlsClientContext context, TlsTickets tickets, boolean early, Duration patience) {
    this.patience = patience;
    session =
        TlsClientSession.factory(
                new TlsClientService(
                    context,
                    SERVER_NAME,
                    Map.of("http/1.1", _ -> request),
                    _ -> request,
                    tickets,
                    early,
                    patience.toNanos(),
                    done -> handshake = done,
                    why -> failure = why))
            .open(new OneThread());
  }

  /**
   * Connects, and goes on until the answer has begun.
   *
   * @param fastOpen whether the first bytes go in the SYN
   * @throws IOException in one line, when it does not come so far
   */
  void untilAnswerBegins(InetSocketAddress server, boolean fastOpen) throws IOException {
    // The first flight is ready before the clock begins: it is the same for all.
    session.resume(out);
    byte[] hello = Arrays.copyOfRange(out.array(), out.offset(), out.offset() + out.size());
    out.clear();
    beganNanos = System.nanoTime();
    if (fastOpen) {
      socket = ClientSocket.fastOpen(server, hello, patience);
    } else {
      socket = ClientSocket.connect(server, patience);
      socket.send(hello, 0, hello.length);
    }
    until(request::hasBegun);
  }

  /** Goes on until the whole answer has come, and the handshake's end. */
  void untilAnswered() throws IOException {
    until(() -> request.isAnswered() && handshake != null);
  }

  /** Goes on until one more ticket has come. */
  void untilTicket(TlsTickets tickets) throws IOException {
    until(() -> tickets.size() > 0);
  }

  private void until(BooleanSupplier enough) throws IOException {
    while (!enough.getAsBoolean()) {
      int length = record();
      if (length == 0) {
        int count = socket.receive(room);
        if (count < 0) {
          throw new IOException(
              "the server ended the connection" + (failure == null ? "" : ": " + failure));
        }
        int old = came.length;
        came = Arrays.copyOf(came, old + count);
        System.arraycopy(room, 0, came, old, count);
        continue;
      }
      give(length);
    }
  }

  /** The length of the next record, 0 when it is not whole. */
  private int record() {
    if (came.length < RECORD_HEAD) {
      return 0;
    }
    int length = RECORD_HEAD + (came[3] & 0xff) * 256 + (came[4] & 0xff);
    return length <= came.length ? length : 0;
  }

  private void give(int length) throws IOException {
    boolean before = request.hasBegun();
    session.receive(came, 0, length, out);
    came = Arrays.copyOfRange(came, length, came.length);
    given += length;
    if (request.hasBegun() && !before) {
      answerEnd = given;
    }
    if (!out.isEmpty()) {
      socket.send(out.array(), out.offset(), out.offset() + out.size());
      out.clear();
    }
    if (failure != null) {
      throw new IOException(failure);
    }
  }

  /** From connect to the first byte of the answer. */
  long nanosToAnswer() {
    return request.beganNanos() - beganNanos;
  }

  /** The byte behind the record in which the answer begins, in the server's stream. */
  long answerEnd() {
    return answerEnd;
  }

  /** How the handshake came out; null while it is not finished. */
  TlsHandshake handshake() {
    return handshake;
  }

  /** Has the end of this connection leave nothing behind ({@link ClientSocket#resetAtClose}). */
  void resetAtClose() {
    socket.resetAtClose();
  }

  /** The one thread looks after every packet anyway. */
  private static final class OneThread extends SocketlessPeer {
    @Override
    public void wake() {}

    @Override
    public long now() {
      return System.nanoTime();
    }
  }

  @Override
  public void close() {
    session.closed();
    if (socket != null) {
      socket.close();
    }
  }
}
