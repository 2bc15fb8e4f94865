// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import java.util.Arrays;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.SessionFactory;
import socketlab.tls.TlsConnection;
import socketlab.tls.TlsFailure;
import socketlab.tls.TlsVersion;

/**
 * TLS around any session: the client's side. It speaks first, by its first {@link #resume}.
 *
 * <pre>
 *   without early data    ClientHello ─▶ ◀─ flight ─▶ Finished, and the session inside is opened
 *   with early data       the session inside is opened ─▶ ClientHello, its bytes ─▶ ◀─ flight
 *                         and, when the server did not take them, they are sent again behind it
 * </pre>
 *
 * <p>A server that ends the connection without close_notify in the middle of an answer has failed:
 * somebody on the way may have cut it short (RFC 8446 section 6.1, RFC 9112 section 9.8).
 */
public final class TlsClientSession extends TlsConnection {
  private final TlsClientService service;
  private final TlsClientEngine engine;
  private final TlsTicket ticket;

  /** What was sent in front of the handshake; empty when nothing was. */
  private byte[] early = {};

  private boolean greeted;

  private TlsClientSession(
      TlsClientService service, TlsTicket ticket, TlsClientEngine engine, Peer peer) {
    super(peer, engine, service.handshakeNanos());
    this.service = service;
    this.ticket = ticket;
    this.engine = engine;
  }

  /** Sessions that speak TLS, and inside it what both sides agree on. */
  public static SessionFactory factory(TlsClientService service) {
    return peer -> {
      TlsTicket ticket = service.tickets().take();
      TlsClientEngine engine = service.context().connect(service.serverName(), ticket);
      return new TlsClientSession(service, ticket, engine, peer);
    };
  }

  /** Both HTTP and garbage begin with something else than an alert or a handshake. */
  @Override
  protected boolean isTls(byte first, Output out) {
    if (first == HANDSHAKE_RECORD || first == ALERT_RECORD) {
      return true;
    }
    failed("the server does not speak TLS on this port; ask by http:// rather than https://");
    return false;
  }

  @Override
  protected boolean handshake(Output out) throws TlsFailure {
    if (!greeted) {
      greeted = true;
      if (service.early() && ticket != null && ticket.mostEarly() > 0) {
        speakEarly();
      }
    }
    return engine.handshake();
  }

  private void speakEarly() throws TlsFailure {
    open(session(ticket.protocol()));
    speak();
    Output inside = inside();
    int count = Math.min(inside.size(), ticket.mostEarly());
    early = Arrays.copyOfRange(inside.array(), inside.offset(), inside.offset() + count);
    for (int at = 0; at < count; at += RECORD_BYTES) {
      engine.writeEarly(early, at, Math.min(count - at, RECORD_BYTES));
    }
    inside.sent(count);
  }

  @Override
  protected void finished() throws TlsFailure {
    String agreed = engine.applicationProtocol();
    if (!isInsideOpen()) {
      open(session(agreed));
      speak();
    } else if (session(agreed) != session(ticket.protocol())) {
      throw new TlsFailure("the server speaks another protocol than it did when the ticket came");
    }
    EarlyData outcome = engine.early();
    if (outcome == EarlyData.REJECTED) {
      inside().insert(0, early, 0, early.length);
    }
    early = null;
    service.done().accept(new TlsHandshake(engine.version(), agreed, engine.isResumed(), outcome));
    if (!keepTicket() && engine.isResumed() && !isSingleUse()) {
      // This server gives no other, and takes this one again.
      service.tickets().add(ticket);
    }
  }

  private boolean isSingleUse() {
    return engine.version().equals(TlsVersion.TLS_1_3.id());
  }

  private SessionFactory session(String protocol) throws TlsFailure {
    SessionFactory factory =
        protocol == null ? service.otherwise() : service.protocols().get(protocol);
    if (factory == null) {
      throw new TlsFailure("the server chose " + protocol + ", which was not offered");
    }
    return factory;
  }

  @Override
  protected void hasRead() {
    keepTicket();
  }

  /** True when one has come. */
  private boolean keepTicket() {
    TlsTicket came = service.tickets().isOfUse() ? engine.ticket() : null;
    if (came == null) {
      return false;
    }
    service.tickets().add(came);
    return true;
  }

  @Override
  protected void cutOff() throws TlsFailure {
    if (awaits() != Awaits.MESSAGE) {
      throw new TlsFailure(
          "the server ended the connection without close_notify: what came may be cut short");
    }
  }

  @Override
  protected void unfinished(String why) {
    failed(why);
  }

  @Override
  protected void failed(String reason) {
    service.failures().accept(reason);
  }
}
