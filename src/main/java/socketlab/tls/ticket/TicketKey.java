// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.ticket;

import java.util.Arrays;

/**
 * What a server encrypts its tickets with (RFC 5077 section 4): whoever knows it can read the
 * sessions that were resumed by them.
 *
 * @param name 16 bytes, which stand in the ticket and tell the key
 * @param signing 32 bytes, for HMAC with SHA-256
 * @param sealing 32 bytes, for AES-256
 */
public record TicketKey(byte[] name, byte[] signing, byte[] sealing) {
  /** Bytes of the three, in this order, as nginx and HAProxy have them in a file. */
  public static final int BYTES = 80;

  static TicketKey of(byte[] bytes) {
    return new TicketKey(
        Arrays.copyOfRange(bytes, 0, 16),
        Arrays.copyOfRange(bytes, 16, 48),
        Arrays.copyOfRange(bytes, 48, BYTES));
  }

  @Override
  public String toString() {
    return "TicketKey";
  }
}
