// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

/** A version of TLS that the lab speaks; older ones are refused. */
public enum TlsVersion {
  /** RFC 5246: the first byte of an answer comes two round trips behind the ClientHello. */
  TLS_1_2("TLSv1.2", 0x0303),
  /** RFC 8446: one round trip, and none with early data. */
  TLS_1_3("TLSv1.3", 0x0304);

  private final String id;
  private final int number;

  TlsVersion(String id, int number) {
    this.id = id;
    this.number = number;
  }

  /** What the JDK and OpenSSL call it. */
  public String id() {
    return id;
  }

  /** As it stands in a handshake: {@code legacy_version} and {@code supported_versions}. */
  public int number() {
    return number;
  }
}
