// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import socketlab.protocol.Output;
import socketlab.tls.TlsEngine;
import socketlab.tls.TlsFailure;

/** The client's side of one TLS connection, without I/O. */
public interface TlsClientEngine extends TlsEngine {
  /**
   * Sends early data in front of the handshake; as often as wanted before the first {@link
   * #handshake}, and no more in all than the ticket allows ({@link TlsTicket#mostEarly}).
   */
  void writeEarly(byte[] bytes, int from, int length) throws TlsFailure;

  /** What became of early data; once the handshake is finished. */
  EarlyData early();

  /**
   * A ticket that has come since this was asked last, or null; once the handshake is finished. The
   * engine tells the newest: of several that came together the others are let go.
   */
  TlsTicket ticket();

  /**
   * Asks for new keys, of both sides (RFC 8446 section 4.6.3); once the handshake is finished, and
   * in TLS 1.3. The request leaves with the next bytes that are written, or by {@link
   * #drain(Output)}.
   *
   * @throws TlsFailure where this engine or this version cannot
   */
  void updateKeys() throws TlsFailure;
}
