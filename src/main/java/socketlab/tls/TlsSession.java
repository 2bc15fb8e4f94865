// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.Handlers;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Secured;
import socketlab.protocol.SessionFactory;
import socketlab.tls.certificate.ServedCertificates;

/** TLS around any session: the server's side. */
public final class TlsSession extends TlsConnection {
  private static final byte[] NOT_TLS =
      ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 58\r\n"
              + "Connection: close\r\n\r\n"
              + "this port speaks TLS; ask by https:// rather than http://\n")
          .getBytes(US_ASCII);

  /**
   * Handshakes that are with the workers at once: enough to keep a few busy, and a request that
   * comes behind them waits for some milliseconds.
   */
  private static final int MOST_WITH_WORKERS = 8;

  private final TlsService service;
  private final TlsServerEngine engine;
  private final Peer peer;

  private final HandshakeTurns turns;

  /** A part of the handshake that is under way; null when none is. */
  private HandshakeStep step;

  /** Something has come that no step has looked at. */
  private boolean hasNews;

  private boolean waitsForATurn;

  /** No early data comes any more. */
  private boolean earlyEnded;

  private boolean isFinished;

  private TlsSession(TlsService service, HandshakeTurns turns, TlsServerEngine engine, Peer peer) {
    super(peer, engine, service.handshakeNanos());
    this.service = service;
    this.engine = engine;
    this.peer = peer;
    this.turns = turns;
  }

  /** Sessions that speak TLS, and inside it what both sides agree on. */
  public static SessionFactory factory(TlsService service) {
    HandshakeTurns turns = new HandshakeTurns(MOST_WITH_WORKERS);
    return peer -> new TlsSession(service, turns, service.context().accept(), peer);
  }

  /** A client that speaks HTTP is told in HTTP; another gets nothing that it could understand. */
  @Override
  protected boolean isTls(byte first, Output out) {
    if (first == HANDSHAKE_RECORD) {
      return true;
    }
    if (first >= 'A' && first <= 'Z') {
      out.put(NOT_TLS);
      failed("a client spoke plain HTTP on a TLS port, and got 400");
    } else {
      failed("a client did not speak TLS on a TLS port");
    }
    return false;
  }

  @Override
  protected boolean handshake(Output out) throws TlsFailure {
    if (step == null && !begin()) {
      return false;
    }
    if (step.isUnderWay()) {
      return false;
    }
    HandshakeStep done = step;
    step = null;
    earlyEnded = done.isEarlyEnded();
    boolean isFinished = done.isFinished();
    takeEarly(done.early());
    return isFinished;
  }

  /** Begins a step, when there is anything new to go by, and a turn for it. */
  private boolean begin() {
    if (!hasNews) {
      return false;
    }
    Handlers handlers = peer.handlers();
    if (handlers.areInPlace()) {
      hasNews = false;
      step = new HandshakeStep(engine, earlyEnded, peer, () -> {}).inPlace();
      return true;
    }
    waitsForATurn = !turns.enter(peer);
    if (waitsForATurn) {
      return false;
    }
    HandshakeStep next = new HandshakeStep(engine, earlyEnded, peer, turns::leave);
    if (!handlers.offer(next, peer)) {
      turns.leave();
      return false;
    }
    hasNews = false;
    step = next;
    return true;
  }

  @Override
  protected void hasCome() {
    hasNews = true;
  }

  @Override
  protected boolean isBusy() {
    return step != null && step.isUnderWay();
  }

  /** While it waits for a worker, no more is read: a peer could send without end. */
  @Override
  protected boolean takesRecords() {
    return !hasNews && !isBusy();
  }

  @Override
  protected boolean leavesEngine() {
    if (waitsForATurn) {
      turns.giveUp(peer);
    }
    return step != null && step.abandon();
  }

  /**
   * Early data goes to the session inside, which knows by {@link Secured#isEarly} that it may be a
   * replay.
   */
  private void takeEarly(byte[] early) {
    if (early.length > 0) {
      if (!isInsideOpen()) {
        openInside();
      }
      receiveEarly(early, early.length);
    }
  }

  @Override
  protected boolean answersEarly() {
    return isInsideOpen();
  }

  @Override
  protected void finished() {
    isFinished = true;
    if (isInsideOpen()) {
      speak();
    } else {
      openInside();
    }
  }

  private void openInside() {
    String agreed = engine.applicationProtocol();
    open(
        agreed == null ? service.otherwise() : service.protocols().get(agreed),
        new InnerPeer(peer, secured(agreed)));
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
            : null,
        () -> !isFinished);
  }

  @Override
  protected void failed(String reason) {
    service.failures().accept(reason);
  }
}
