// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

/**
 * A part of a body: bytes that are at hand, and behind them some of a file.
 *
 * @param head not to be changed
 * @param from of the first byte of the file
 * @param to behind the last byte
 */
public record FileSegment(byte[] head, long from, long to) {
  private static final byte[] NOTHING = {};

  /** Of the file alone. */
  public static FileSegment of(long from, long to) {
    return new FileSegment(NOTHING, from, to);
  }

  public long length() {
    return head.length + to - from;
  }
}
