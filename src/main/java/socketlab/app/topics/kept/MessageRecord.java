// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.kept;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * A message as the bytes of a record: its type, its idempotency key and its data, the first two
 * with their lengths.
 *
 * @param key empty when it had none
 */
record MessageRecord(String type, String key, byte[] data) {
  byte[] bytes() {
    byte[] typeBytes = type.getBytes(UTF_8);
    byte[] keyBytes = key.getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(4 + typeBytes.length + keyBytes.length + data.length);
    bytes.putShort((short) typeBytes.length).put(typeBytes);
    bytes.putShort((short) keyBytes.length).put(keyBytes);
    return bytes.put(data).array();
  }

  static MessageRecord of(byte[] record) {
    ByteBuffer bytes = ByteBuffer.wrap(record);
    String type = text(bytes);
    String key = text(bytes);
    byte[] data = new byte[bytes.remaining()];
    bytes.get(data);
    return new MessageRecord(type, key, data);
  }

  private static String text(ByteBuffer bytes) {
    byte[] text = new byte[bytes.getShort() & 0xffff];
    bytes.get(text);
    return new String(text, UTF_8);
  }
}
