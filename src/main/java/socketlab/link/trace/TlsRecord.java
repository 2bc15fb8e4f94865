// SPDX-License-Identifier: Apache-2.0
package socketlab.link.trace;

/**
 * A record of TLS, RFC 8446 section 5.1.
 *
 * @param from its first byte in its direction's stream, counted from 0
 * @param to the byte behind its last one
 * @param name what an onlooker sees of it: the message's name, or that it is encrypted
 */
public record TlsRecord(long from, long to, String name) {
  /** What is encrypted has this name, whatever it is. */
  public static final String ENCRYPTED = "encrypted";

  public boolean isEncrypted() {
    return name.equals(ENCRYPTED);
  }
}
