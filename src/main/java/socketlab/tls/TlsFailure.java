// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

/** The connection cannot go on as TLS: why, in one line. An alert for the peer may be ready. */
public final class TlsFailure extends Exception {
  private static final long serialVersionUID = 1;

  public TlsFailure(String reason) {
    // Without a trace: it tells of the peer's bytes, and peers may be many.
    super(reason, null, false, false);
  }
}
