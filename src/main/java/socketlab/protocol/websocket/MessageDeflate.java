// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import socketlab.protocol.Output;
import socketlab.protocol.websocket.deflate.DeflatePool;
import socketlab.protocol.websocket.deflate.DeflateTerms;
import socketlab.protocol.websocket.deflate.InflateException;
import socketlab.protocol.websocket.deflate.MessageCompressor;
import socketlab.protocol.websocket.deflate.MessageInflater;

/**
 * What one connection does to its messages when compression was agreed on (RFC 7692). Keeps no
 * state between two of them; thread-safe.
 */
record MessageDeflate(DeflatePool pool, DeflateTerms terms) {
  /** Appends a message as one frame: compressed where that is worth it. */
  void put(int opcode, byte[] bytes, int from, int length, Output out) {
    if (length < pool.threshold()) {
      Frames.put(opcode, bytes, from, length, out);
      return;
    }
    MessageCompressor compressor = pool.takeCompressor();
    try {
      int size = compressor.compress(bytes, from, length, terms.windowBits());
      if (size == MessageCompressor.NOT_SMALLER) {
        Frames.put(opcode, bytes, from, length, out);
      } else {
        Frames.put(FrameHead.COMPRESSED | opcode, compressor.bytes(), 0, size, out);
      }
    } finally {
      pool.giveBack(compressor);
    }
  }

  /**
   * The message that {@code bytes[from, from + length)} was made of.
   *
   * @param most bytes that it may have
   */
  byte[] inflate(byte[] bytes, int from, int length, long most) throws WebSocketError {
    MessageInflater inflater = pool.takeInflater();
    try {
      return inflater.inflate(bytes, from, length, most);
    } catch (InflateException e) {
      throw new WebSocketError(
          e.isTooLong() ? CloseCode.TOO_BIG : CloseCode.INVALID_DATA, e.getMessage());
    } finally {
      pool.giveBack(inflater);
    }
  }
}
