// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

/** What is spoken with a server that is loaded. */
public enum WireProtocol {
  HTTP_1("HTTP/1.1", "http/1.1"),
  HTTP_2("HTTP/2", "h2"),
  /** Bytes come back as they were sent. */
  ECHO("echo", null);

  private final String id;
  private final String alpn;

  WireProtocol(String id, String alpn) {
    this.id = id;
    this.alpn = alpn;
  }

  public String id() {
    return id;
  }

  /** What TLS calls it (RFC 7301); null where it has no name. */
  public String alpn() {
    return alpn;
  }

  /** Whether answers come in any order. */
  public boolean isMultiplexed() {
    return this == HTTP_2;
  }
}
