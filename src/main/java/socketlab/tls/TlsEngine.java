// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import socketlab.protocol.Output;

/**
 * One side of one TLS connection without I/O: it is fed the records that came, in any cut, and
 * appends those that are to be sent.
 *
 * <pre>
 *   feed ─▶ records ─▶ handshake · read ─▶ bytes for the session inside
 *   drain ◀─ records ◀─ handshake · write · end ◀─ bytes of the session inside
 * </pre>
 *
 * <p>Used by one thread at a time. After a {@link TlsFailure} there is an alert to {@link #drain},
 * and only that and {@link #close} may be called.
 */
public interface TlsEngine {
  /** {@link #read}: the peer has said that nothing more comes (close_notify). */
  int ENDED = -1;

  /** Gives it the peer's bytes {@code bytes[from, to)}, which it copies. */
  void feed(byte[] bytes, int from, int to);

  /**
   * Takes early data (RFC 8446 section 2.3) of a client, before the handshake is finished. It may
   * be a replay. {@link #write} may answer it.
   *
   * @param into as for {@link #read}
   * @return how many bytes, 0 when the next record is not there, or {@link #ENDED} when no early
   *     data comes any more, or it is not wanted; {@link #handshake} is called then and not before
   */
  default int readEarly(byte[] into) throws TlsFailure {
    return ENDED;
  }

  /**
   * Goes on with the handshake, as far as what was fed allows.
   *
   * @return true when it is finished: from then on bytes may be read and written
   */
  boolean handshake() throws TlsFailure;

  /**
   * Takes bytes for the session inside.
   *
   * @param into room for them, at least a record's: {@value TlsConnection#RECORD_BYTES} bytes
   * @return how many, 0 when the next record is not there, or {@link #ENDED}
   */
  int read(byte[] into) throws TlsFailure;

  /**
   * Makes records of bytes of the session inside.
   *
   * @param length at most {@value TlsConnection#RECORD_BYTES}
   */
  void write(byte[] bytes, int from, int length) throws TlsFailure;

  /** Says that nothing more is written (close_notify); what comes can still be read. */
  void end();

  /** Nothing is under way: it lets go of the memory that a quiet connection does not need. */
  default void rest() {}

  /** Appends the records that are to be sent. */
  void drain(Output out);

  /** The protocol that both sides agreed on by ALPN (RFC 7301), or null; once it is finished. */
  String applicationProtocol();

  /** The version, as {@code TLSv1.3}; once the handshake is finished. */
  String version();

  /**
   * True when the handshake took up an earlier session; once it is finished. An engine that does
   * not know says false.
   */
  boolean isResumed();

  /** Bytes of memory that it keeps for records which have not been read. */
  int kept();

  /** Lets go of its memory. Called once, the last of all. */
  void close();
}
