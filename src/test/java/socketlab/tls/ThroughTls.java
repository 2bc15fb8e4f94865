// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;

/**
 * A session with the server's TLS around it, and the client's around that: its owner feeds and
 * reads what is inside, as if TLS were not there, so that whatever is tried of a session can be
 * tried of the same session in TLS.
 *
 * <pre>
 *   owner ── bytes ──▶ client's engine ── records ──▶ TlsSession ──▶ the session inside
 * </pre>
 */
final class ThroughTls implements Session {
  private final SSLEngine client;
  private final Session server;

  /** From the server, not yet read by the client. */
  private final Output records = new Output(64);

  private ThroughTls(SSLEngine client, Session server) {
    this.client = client;
    this.server = server;
    try {
      Output none = new Output(64);
      client.beginHandshake();
      goOn(none);
      if (!none.isEmpty() || client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        throw new AssertionError("no handshake: " + client.getHandshakeStatus());
      }
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Sessions as {@code service} has them.
   *
   * @param trusting the server's certificate
   * @param protocol the only one that the client speaks, by its ALPN name
   */
  static SessionFactory factory(TlsService service, SSLContext trusting, String protocol) {
    return peer -> open(service, trusting, protocol, peer);
  }

  private static Session open(TlsService service, SSLContext trusting, String protocol, Peer peer) {
    SSLEngine client = trusting.createSSLEngine("localhost", 443);
    client.setUseClientMode(true);
    SSLParameters parameters = client.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    client.setSSLParameters(parameters);
    return new ThroughTls(client, TlsSession.factory(service).open(peer));
  }

  private void send(ByteBuffer plain) throws SSLException {
    ByteBuffer record = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
    client.wrap(plain, record);
    if (record.position() > 0) {
      server.receive(record.array(), 0, record.position(), records);
    }
  }

  /** Reads all that the server has said, and does what the handshake wants. */
  private void goOn(Output out) throws SSLException {
    while (true) {
      switch (client.getHandshakeStatus()) {
        case NEED_TASK -> client.getDelegatedTask().run();
        case NEED_WRAP -> send(ByteBuffer.allocate(0));
        default -> {
          if (!read(out)) {
            return;
          }
        }
      }
    }
  }

  private boolean read(Output out) throws SSLException {
    ByteBuffer came = ByteBuffer.wrap(records.array(), records.offset(), records.size());
    ByteBuffer plain = ByteBuffer.allocate(client.getSession().getApplicationBufferSize());
    int consumed = client.unwrap(came, plain).bytesConsumed();
    records.sent(consumed);
    out.put(plain.array(), 0, plain.position());
    return consumed > 0;
  }

  private void passOn(Output out) {
    try {
      goOn(out);
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    try {
      ByteBuffer plain = ByteBuffer.wrap(bytes, from, to - from);
      while (plain.hasRemaining() && !client.isOutboundDone()) {
        send(plain);
      }
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
    passOn(out);
    return to - from;
  }

  @Override
  public void endOfInput(Output out) {
    client.closeOutbound();
    passOn(out);
  }

  @Override
  public void resume(Output out) {
    server.resume(records);
    passOn(out);
  }

  @Override
  public void timeout(Output out) {
    server.timeout(records);
    passOn(out);
  }

  @Override
  public void overloaded(Output out) {
    server.overloaded(records);
    passOn(out);
  }

  @Override
  public void stop(Output out) {
    server.stop(records);
    passOn(out);
  }

  @Override
  public void closed() {
    server.closed();
  }

  @Override
  public State state() {
    return server.state();
  }

  @Override
  public Awaits awaits() {
    return server.awaits();
  }

  @Override
  public boolean wantsInput() {
    return server.wantsInput();
  }

  @Override
  public boolean wantsDrain() {
    return server.wantsDrain();
  }

  @Override
  public long deadline() {
    return server.deadline();
  }

  @Override
  public int kept() {
    return server.kept();
  }

  @Override
  public int taken() {
    return server.taken();
  }
}
