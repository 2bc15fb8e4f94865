// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.jdk;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import socketlab.tls.TlsFailure;
import socketlab.tls.client.EarlyData;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientEngine;
import socketlab.tls.client.TlsTicket;

/** One SSLEngine on the client's side. */
final class JdkClientEngine extends JdkEngine implements TlsClientEngine {
  private static final String SEEN = "socketlab.seen";

  private final TlsClientContext context;
  private final SSLEngine engine;
  private final int port;
  private Boolean resumed;
  private boolean ticketTold;

  /**
   * @param port the number by which the JDK finds the session again
   */
  JdkClientEngine(TlsClientContext context, SSLEngine engine, int port) {
    super(engine);
    this.context = context;
    this.engine = engine;
    this.port = port;
  }

  @Override
  public void writeEarly(byte[] bytes, int from, int length) {
    // No ticket of this engine allows it.
    throw new UnsupportedOperationException("the JDK's SSLEngine has no early data");
  }

  @Override
  public EarlyData early() {
    return EarlyData.NONE;
  }

  /** The JDK does not tell; but it keeps what an earlier connection has put into the session. */
  @Override
  public boolean isResumed() {
    if (resumed == null) {
      SSLSession session = engine.getSession();
      resumed = session.getValue(SEEN) != null;
      session.putValue(SEEN, SEEN);
    }
    return resumed;
  }

  /** The JDK keeps what came; whether a server sent a ticket at all, it does not tell. */
  @Override
  public TlsTicket ticket() {
    SSLSession session = engine.getSession();
    if (ticketTold || !session.isValid()) {
      return null;
    }
    ticketTold = true;
    return new TlsTicket(context, port, 0, applicationProtocol());
  }

  @Override
  public void updateKeys() throws TlsFailure {
    if (!version().equals("TLSv1.3")) {
      throw new TlsFailure("only TLS 1.3 has new keys on the way");
    }
    try {
      engine.beginHandshake();
      wrap(ByteBuffer.allocate(0));
    } catch (SSLException e) {
      throw new TlsFailure("new keys could not be asked for: " + e.getMessage());
    }
  }
}
