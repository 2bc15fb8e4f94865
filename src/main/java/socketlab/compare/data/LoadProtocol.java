// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/** What a workload is carried by, from the socket up. */
public enum LoadProtocol {
  /** Bytes, and nothing that says where a message ends. */
  TCP("tcp", false, false),
  /** HTTP/1.1 in clear. */
  HTTP1("http", false, false),
  /** HTTP/1.1 over TLS. */
  HTTP1_TLS("http", true, false),
  /** HTTP/2 in clear, by prior knowledge (RFC 9113 section 3.3). */
  HTTP2("http", false, true),
  /** Whatever the server's clients publish messages by: HTTP, AMQP, RESP. */
  PUBLISHING("publish", false, false),
  /** HTTP/2 over TLS, agreed on by ALPN (RFC 9113 section 3.2). */
  HTTP2_TLS("http", true, true);

  private final String scheme;
  private final boolean tls;
  private final boolean http2;

  LoadProtocol(String scheme, boolean tls, boolean http2) {
    this.scheme = tls ? scheme + "s" : scheme;
    this.tls = tls;
    this.http2 = http2;
  }

  /** Of its URLs. */
  public String scheme() {
    return scheme;
  }

  public boolean isTls() {
    return tls;
  }

  public boolean isHttp2() {
    return http2;
  }

  /** True for HTTP/1.1 in clear, which every server here speaks. */
  public boolean isPlain() {
    return this == HTTP1;
  }
}
