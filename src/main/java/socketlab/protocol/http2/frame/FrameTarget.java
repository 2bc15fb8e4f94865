// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.frame;

/**
 * Who is told of frames. Bytes are valid for the call. Streams are told by their number; where a
 * frame has to have one, it is above 0.
 */
public interface FrameTarget {
  /**
   * A frame of a body begins, of which the bytes come in pieces by {@link #dataBytes}, and then
   * {@link #dataEnd}.
   *
   * @param length bytes that count for flow control, those of the padding too
   * @param padding bytes among them that are no data
   * @param last whether the stream ends with it
   */
  void data(int stream, int length, int padding, boolean last) throws ConnectionError;

  void dataBytes(byte[] bytes, int from, int to) throws ConnectionError;

  void dataEnd() throws ConnectionError;

  /**
   * A whole block of fields, however many frames it came in.
   *
   * @param last whether the stream ends with it
   * @param dependsOnItself its priority is that of itself, which RFC 7540 section 5.3.1 forbids
   */
  void headers(int stream, byte[] bytes, int from, int to, boolean last, boolean dependsOnItself)
      throws ConnectionError;

  void reset(int stream, int code) throws ConnectionError;

  /** The peer's settings; {@code bytes[from, to)} are six bytes each. */
  void settings(byte[] bytes, int from, int to) throws ConnectionError;

  void settingsAcknowledged() throws ConnectionError;

  /** Eight bytes to be sent back. */
  void ping(byte[] bytes, int from) throws ConnectionError;

  void pingAcknowledged(byte[] bytes, int from) throws ConnectionError;

  /** The peer begins no more streams, or answers none above this one. */
  void goAway(int last, int code) throws ConnectionError;

  /**
   * @param stream 0 for the connection
   * @param increment 0 is an error, of the stream or of the connection
   */
  void windowUpdate(int stream, int increment) throws ConnectionError;

  /**
   * A frame that says nothing here: a priority, or of a type that nobody knows. So does a
   * continuation without a byte.
   */
  void ignored() throws ConnectionError;
}
