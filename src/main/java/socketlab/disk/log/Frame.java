// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The head of a record on disk; the package's page shows it. Of one thread. */
final class Frame {
  static final int HEAD_BYTES = 28;
  private static final int CHECKSUM_BYTES = 4;

  private final CRC32C crc = new CRC32C();
  private final byte[] head = new byte[HEAD_BYTES];
  private final ByteBuffer fields = ByteBuffer.wrap(head);

  /** Bytes that a record of this length takes on disk. */
  static int size(int length) {
    return HEAD_BYTES + length;
  }

  /**
   * Makes the head of a record.
   *
   * @param unforced how many records right before it were not forced yet
   * @return valid until the next call
   */
  byte[] head(long offset, long millis, long unforced, byte[] record) {
    fields.putInt(4, record.length);
    fields.putLong(8, offset);
    fields.putLong(16, millis);
    fields.putInt(24, (int) Math.min(unforced, Integer.MAX_VALUE));
    begin();
    crc.update(record);
    fields.putInt(0, (int) crc.getValue());
    return head;
  }

  /** Reads a head, whose checksum is another matter. */
  void read(ByteBuffer from) {
    from.get(head);
  }

  int length() {
    return fields.getInt(4);
  }

  long offset() {
    return fields.getLong(8);
  }

  long millis() {
    return fields.getLong(16);
  }

  int unforced() {
    return fields.getInt(24);
  }

  /** Begins the checksum; the record's bytes follow by {@link #check}. */
  void begin() {
    crc.reset();
    crc.update(head, CHECKSUM_BYTES, HEAD_BYTES - CHECKSUM_BYTES);
  }

  void check(ByteBuffer part) {
    crc.update(part);
  }

  /** True when the record is as it was written. */
  boolean isWhole() {
    return (int) crc.getValue() == fields.getInt(0);
  }
}
