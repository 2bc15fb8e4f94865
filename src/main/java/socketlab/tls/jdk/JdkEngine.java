// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.jdk;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import socketlab.protocol.Output;
import socketlab.tls.TlsEngine;
import socketlab.tls.TlsFailure;

/** One SSLEngine, with the records that it has not taken and those that have not been fetched. */
class JdkEngine implements TlsEngine {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;

  /** Records that came, from 0 to its position; null when there are none. */
  private ByteBuffer incoming;

  private final Output outgoing = new Output(64);

  /** What a record held that was longer than there was room for; null when there is none. */
  private ByteBuffer left;

  private boolean begun;

  JdkEngine(SSLEngine engine) {
    this.engine = engine;
  }

  @Override
  public void feed(byte[] bytes, int from, int to) {
    int wanted = kept() + to - from;
    if (incoming == null || incoming.capacity() < wanted) {
      ByteBuffer larger = ByteBuffer.allocate(wanted);
      if (incoming != null) {
        larger.put(incoming.flip());
      }
      incoming = larger;
    }
    incoming.put(bytes, from, to - from);
  }

  @Override
  public boolean handshake() throws TlsFailure {
    try {
      if (!begun) {
        begun = true;
        engine.beginHandshake();
      }
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> engine.getDelegatedTask().run();
          case NEED_WRAP -> wrap(NOTHING);
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (unwrap(buffer()).getStatus() != Status.OK) {
              return false;
            }
          }
          default -> {
            return true;
          }
        }
      }
    } catch (SSLException e) {
      throw failure("the handshake failed", e);
    }
  }

  private ByteBuffer buffer() {
    return ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  @Override
  public int read(byte[] into) throws TlsFailure {
    try {
      while (left == null) {
        ByteBuffer plain = buffer();
        SSLEngineResult result = unwrap(plain);
        if (plain.position() > 0) {
          left = plain.flip();
        } else if (result.getStatus() == Status.CLOSED) {
          return ENDED;
        } else if (result.getStatus() != Status.OK) {
          return 0;
        }
        afterwards();
      }
    } catch (SSLException e) {
      throw failure("a record is broken", e);
    }
    int count = Math.min(left.remaining(), into.length);
    left.get(into, 0, count);
    if (!left.hasRemaining()) {
      left = null;
    }
    return count;
  }

  /**
   * What a record of the peer's may ask for behind the handshake: a new key, a ticket. In TLS 1.2 a
   * handshake would be another one, which lets a client make much work for little (RFC 5746, RFC
   * 9325 section 3.5).
   */
  private void afterwards() throws SSLException {
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        if (version().equals("TLSv1.2")) {
          throw new SSLException("renegotiation is refused");
        }
        engine.getDelegatedTask().run();
      } else if (status == HandshakeStatus.NEED_WRAP) {
        wrap(NOTHING);
      } else {
        return;
      }
    }
  }

  private SSLEngineResult unwrap(ByteBuffer plain) throws SSLException {
    if (incoming == null) {
      return new SSLEngineResult(
          engine.isInboundDone() ? Status.CLOSED : Status.BUFFER_UNDERFLOW,
          engine.getHandshakeStatus(),
          0,
          0);
    }
    SSLEngineResult result = engine.unwrap(incoming.flip(), plain);
    incoming.compact();
    if (incoming.position() == 0) {
      incoming = null;
    }
    return result;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws TlsFailure {
    ByteBuffer plain = ByteBuffer.wrap(bytes, from, length);
    try {
      while (plain.hasRemaining()) {
        if (wrap(plain).getStatus() != Status.OK) {
          throw new TlsFailure("a record could not be written: the connection has ended");
        }
      }
    } catch (SSLException e) {
      throw failure("a record could not be written", e);
    }
  }

  final SSLEngineResult wrap(ByteBuffer plain) throws SSLException {
    ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result = engine.wrap(plain, record);
    outgoing.put(record.array(), 0, record.position());
    return result;
  }

  @Override
  public void end() {
    engine.closeOutbound();
    wrapTheEnd();
  }

  /** The alert or the close_notify that waits, if any. */
  private void wrapTheEnd() {
    try {
      while (!engine.isOutboundDone()
          && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && wrap(NOTHING).getStatus() == Status.OK) {}
    } catch (SSLException e) {
      // Nothing more can be said to this peer.
    }
  }

  private TlsFailure failure(String what, SSLException e) {
    wrapTheEnd();
    return new TlsFailure(what + ": " + e.getMessage());
  }

  @Override
  public void drain(Output out) {
    if (!outgoing.isEmpty()) {
      out.putAll(outgoing);
    }
  }

  @Override
  public String applicationProtocol() {
    String agreed = engine.getApplicationProtocol();
    return agreed == null || agreed.isEmpty() ? null : agreed;
  }

  @Override
  public String version() {
    return engine.getSession().getProtocol();
  }

  @Override
  public boolean isResumed() {
    // The JDK does not tell.
    return false;
  }

  @Override
  public int kept() {
    return incoming == null ? 0 : incoming.position();
  }

  @Override
  public void close() {
    left = null;
    incoming = null;
  }
}
