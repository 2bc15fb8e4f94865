// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Map;
import java.util.function.Consumer;
import socketlab.protocol.Conversation;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Secured;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.tls.certificate.ServedCertificates;

/**
 * TLS around any session: the server's side.
 *
 * <pre>
 *   owner ── records ──▶ engine ── bytes ──▶ conversation ──▶ the session inside
 *         ◀── records ── engine ◀── bytes ── inside ◀────────┘
 *
 *   HANDSHAKE ── finished: the session inside is opened ──▶ OPEN ── it is over ──▶ close_notify
 *       └── no TLS · a broken record · no patience left ──────┴──▶ FAILED
 * </pre>
 *
 * <p>All that an owner does for its session (bytes that were not taken, the order of end and stop,
 * back-pressure) a {@link Conversation} does for the session inside.
 */
public final class TlsSession implements Session {
  /** The most bytes that a record carries (RFC 8446 section 5.1). */
  public static final int RECORD_BYTES = 16 * 1024;

  /** A buffer above this size is not kept by a connection that is quiet. */
  private static final int LARGEST_KEPT = 4 * 1024;

  /** The first byte of every handshake (RFC 8446 section 5.1). */
  private static final byte HANDSHAKE_RECORD = 22;

  private static final byte[] NOT_TLS =
      ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 58\r\n"
              + "Connection: close\r\n\r\n"
              + "this port speaks TLS; ask by https:// rather than http://\n")
          .getBytes(US_ASCII);

  /** One record's bytes, of the thread that reads. */
  private static final ThreadLocal<byte[]> RECORD =
      ThreadLocal.withInitial(() -> new byte[RECORD_BYTES]);

  private enum Stage {
    HANDSHAKE,
    OPEN,
    FAILED
  }

  private final Peer peer;
  private final Map<String, SessionFactory> protocols;
  private final SessionFactory otherwise;
  private final Consumer<String> failures;
  private final TlsServerEngine engine;
  private final Conversation conversation = new Conversation();
  private final long patience;

  /** What the session inside wants sent, and no record has been made of. */
  private Output inside = new Output(64);

  private Stage stage = Stage.HANDSHAKE;

  /** Something has come. */
  private boolean begun;

  /** The engine may have bytes for the session inside. */
  private boolean mayRead;

  /** The peer's sending side has ended, without close_notify as far as is known. */
  private boolean cutOff;

  private boolean stopping;
  private boolean endSent;

  private TlsSession(TlsService service, Peer peer) {
    this.peer = peer;
    protocols = service.protocols();
    otherwise = service.otherwise();
    failures = service.failures();
    engine = service.context().accept();
    patience = peer.now() + service.handshakeNanos();
  }

  /** Sessions that speak TLS, and inside it what both sides agree on. */
  public static SessionFactory factory(TlsService service) {
    return peer -> new TlsSession(service, peer);
  }

  // What comes.

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    if (stage == Stage.FAILED) {
      return to - from;
    }
    if (!begun && bytes[from] != HANDSHAKE_RECORD) {
      notTls(bytes[from], out);
      return to - from;
    }
    begun = true;
    engine.feed(bytes, from, to);
    mayRead = true;
    goOn(out);
    return to - from;
  }

  /** A client that speaks HTTP is told in HTTP; another gets nothing that it could understand. */
  private void notTls(byte first, Output out) {
    stage = Stage.FAILED;
    if (first >= 'A' && first <= 'Z') {
      out.put(NOT_TLS);
      failures.accept("a client spoke plain HTTP on a TLS port, and got 400");
    } else {
      failures.accept("a client did not speak TLS on a TLS port");
    }
  }

  @Override
  public void endOfInput(Output out) {
    cutOff = true;
    mayRead = true;
    goOn(out);
  }

  @Override
  public void resume(Output out) {
    if (stage == Stage.OPEN) {
      conversation.resumed(inside);
    }
    goOn(out);
  }

  @Override
  public void timeout(Output out) {
    if (stage == Stage.HANDSHAKE) {
      stage = Stage.FAILED;
    } else if (stage == Stage.OPEN) {
      conversation.timedOut(inside);
      goOn(out);
    }
  }

  @Override
  public void overloaded(Output out) {
    if (stage == Stage.OPEN) {
      conversation.overloaded(inside);
      goOn(out);
    }
  }

  @Override
  public void stop(Output out) {
    stopping = true;
    goOn(out);
  }

  // What is done.

  private void goOn(Output out) {
    try {
      if (stage == Stage.HANDSHAKE) {
        handshake(out);
      }
      while (stage == Stage.OPEN && step(out)) {}
      if (stage == Stage.OPEN) {
        end(out);
      }
    } catch (TlsFailure e) {
      failures.accept("a TLS connection failed: " + e.getMessage());
      engine.drain(out);
      fail();
    }
    if (inside.isEmpty() && inside.capacity() > LARGEST_KEPT) {
      inside = new Output(64);
    }
  }

  private void handshake(Output out) throws TlsFailure {
    boolean finished = engine.handshake();
    engine.drain(out);
    if (finished) {
      stage = Stage.OPEN;
      String agreed = engine.applicationProtocol();
      SessionFactory inner = agreed == null ? otherwise : protocols.get(agreed);
      conversation.open(inner.open(new InnerPeer(peer, secured(agreed))));
    } else if (cutOff || stopping) {
      stage = Stage.FAILED;
    }
  }

  private Secured secured(String agreed) {
    String serverName = engine.serverName();
    ServedCertificates certificates = engine.certificates();
    return new Secured(
        engine.version(),
        agreed,
        serverName,
        engine.isResumed(),
        engine.client(),
        certificates.areSeveral()
            ? authority -> certificates.speakFor(serverName, authority)
            : null);
  }

  /**
   * Lets bytes pass, one way and the other.
   *
   * @return false when nothing more can pass just now
   */
  private boolean step(Output out) throws TlsFailure {
    boolean moved = sendOn(out);
    if (!inside.isFull() && conversation.wantsDrain()) {
      conversation.resumed(inside);
      moved = true;
    }
    if (mayRead && conversation.wantsInput(inside)) {
      readOn();
      moved = true;
    } else if (stopping && !mayRead && !conversation.isStopTold()) {
      conversation.stop(inside);
      moved |= !inside.isEmpty();
    }
    return moved && !out.isFull();
  }

  private boolean sendOn(Output out) throws TlsFailure {
    boolean sent = false;
    while (!inside.isEmpty() && !out.isFull()) {
      int count = Math.min(inside.size(), RECORD_BYTES);
      engine.write(inside.array(), inside.offset(), count);
      inside.sent(count);
      engine.drain(out);
      sent = true;
    }
    return sent;
  }

  private void readOn() throws TlsFailure {
    byte[] record = RECORD.get();
    int count = engine.read(record);
    if (count > 0) {
      conversation.received(record, 0, count, inside);
      return;
    }
    mayRead = false;
    if (count == TlsEngine.ENDED || cutOff) {
      conversation.inputEnded(inside);
    }
  }

  /** The session inside has said its last word, and all of it has been sent. */
  private void end(Output out) {
    if (inside.isEmpty() && conversation.state() != State.OPEN && !endSent) {
      endSent = true;
      engine.end();
      engine.drain(out);
    }
  }

  private void fail() {
    if (stage == Stage.OPEN) {
      conversation.closed();
    }
    stage = Stage.FAILED;
    inside.clear();
  }

  // What the owner asks.

  @Override
  public State state() {
    return switch (stage) {
      case HANDSHAKE -> State.OPEN;
      case FAILED -> State.TURNED_AWAY;
      case OPEN -> endSent ? conversation.state() : State.OPEN;
    };
  }

  @Override
  public Awaits awaits() {
    return switch (stage) {
      case HANDSHAKE -> begun ? Awaits.REST : Awaits.MESSAGE;
      case FAILED -> Awaits.MESSAGE;
      case OPEN -> inside.isEmpty() ? conversation.awaits() : Awaits.ANSWER;
    };
  }

  @Override
  public boolean wantsInput() {
    return stage != Stage.OPEN || conversation.wantsInput(inside);
  }

  @Override
  public boolean wantsDrain() {
    return stage == Stage.OPEN
        && (!inside.isEmpty()
            || conversation.wantsDrain()
            || mayRead && conversation.wantsInput(inside));
  }

  @Override
  public long deadline() {
    return stage == Stage.HANDSHAKE
        ? patience
        : stage == Stage.OPEN ? conversation.deadline() : NEVER;
  }

  @Override
  public int kept() {
    return switch (stage) {
      case HANDSHAKE -> engine.kept();
      case FAILED -> 0;
      case OPEN -> engine.kept() + inside.size() + conversation.kept();
    };
  }

  @Override
  public int taken() {
    return stage == Stage.OPEN ? conversation.taken() : 0;
  }

  @Override
  public void closed() {
    fail();
    engine.close();
  }
}
