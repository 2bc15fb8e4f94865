// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import socketlab.protocol.Wire;
import socketlab.tls.certificate.IssuedCertificate;

/**
 * A client that speaks TLS by the JDK's engine with a session on a {@link Wire}: what it sends
 * arrives in pieces that are cut anywhere.
 */
public final class TlsClient {
  private final SSLEngine engine;
  private final Wire wire;
  private final Random cuts;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private ByteBuffer incoming = ByteBuffer.allocate(64 * 1024);
  private UnaryOperator<byte[]> way = piece -> piece;

  TlsClient(SSLContext context, Wire wire, long seed, String version, String... protocols)
      throws SSLException {
    this(context, "localhost", wire, seed, version, protocols);
  }

  /**
   * @param host that it asks for by SNI, unless it is an address, and that the certificate has to
   *     speak for
   */
  TlsClient(
      SSLContext context, String host, Wire wire, long seed, String version, String... protocols)
      throws SSLException {
    this.wire = wire;
    cuts = new Random(seed);
    engine = context.createSSLEngine(host, 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    engine.beginHandshake();
  }

  /** One that trusts an authority and nobody else. */
  public static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
    return trusting(authority, null);
  }

  /** Likewise, and it shows this certificate to who asks for one; none where it is null. */
  static SSLContext trusting(Path authority, IssuedCertificate shown)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown == null ? null : keys(shown), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyManager[] keys(IssuedCertificate shown)
      throws IOException, GeneralSecurityException {
    char[] none = {};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", shown.key(), none, new Certificate[] {shown.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, none);
    return keys.getKeyManagers();
  }

  /** What happens on the way to each piece that it sends from now on. */
  TlsClient by(UnaryOperator<byte[]> way) {
    this.way = way;
    return this;
  }

  /** Sends bytes, and reads all that comes by then. */
  TlsClient send(byte[] bytes) throws SSLException {
    goOn(ByteBuffer.wrap(bytes));
    return this;
  }

  /** Sends them in records that arrive in one piece, and reads nothing. */
  TlsClient sendAtOnce(byte[] bytes) throws SSLException {
    ByteBuffer plain = ByteBuffer.wrap(bytes);
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    while (plain.hasRemaining()) {
      ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(plain, record);
      records.write(record.array(), 0, record.position());
    }
    wire.feed(records.toByteArray());
    return this;
  }

  TlsClient send(String text) throws SSLException {
    return send(text.getBytes(ISO_8859_1));
  }

  /** Asks for another handshake; true when it has come to its end. */
  boolean beginAgain() throws SSLException {
    engine.beginHandshake();
    goOn(ByteBuffer.allocate(0));
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  /** Says close_notify, and reads all that comes by then. */
  TlsClient end() throws SSLException {
    engine.closeOutbound();
    goOn(ByteBuffer.allocate(0));
    return this;
  }

  private void goOn(ByteBuffer plain) throws SSLException {
    while (true) {
      boolean came = read();
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> write(plain);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!came) {
            return;
          }
        }
        default -> {
          if (!plain.hasRemaining() || engine.isOutboundDone()) {
            return;
          }
          write(plain);
        }
      }
    }
  }

  /** A record, which arrives in pieces. */
  private void write(ByteBuffer plain) throws SSLException {
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(plain, record);
    record.flip();
    while (record.hasRemaining()) {
      byte[] piece = new byte[Math.min(record.remaining(), 1 + cuts.nextInt(500))];
      record.get(piece);
      wire.feed(way.apply(piece));
    }
  }

  /** True when a record was read. */
  private boolean read() throws SSLException {
    byte[] records = wire.takeReceived();
    if (incoming.remaining() < records.length) {
      incoming =
          ByteBuffer.allocate(2 * (incoming.position() + records.length)).put(incoming.flip());
    }
    incoming.put(records);
    boolean came = false;
    while (incoming.position() > 0) {
      ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
      SSLEngineResult result = engine.unwrap(incoming.flip(), plain);
      incoming.compact();
      said.write(plain.array(), 0, plain.position());
      if (result.bytesConsumed() == 0) {
        break;
      }
      came = true;
      if (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
        break;
      }
    }
    return came;
  }

  /** All that the server has said inside. */
  String said() {
    return said.toString(ISO_8859_1);
  }

  /** True when the server has said that it says no more. */
  boolean isToldTheEnd() {
    return engine.isInboundDone();
  }

  /** The subject of the server's certificate. */
  String shown() throws SSLPeerUnverifiedException {
    return engine.getSession().getPeerPrincipal().getName();
  }

  String version() {
    return engine.getSession().getProtocol();
  }

  String applicationProtocol() {
    return engine.getApplicationProtocol();
  }
}
