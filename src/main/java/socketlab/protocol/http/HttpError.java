// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

/**
 * A request that will not be guessed at: the status it gets, and why in one line. The connection
 * ends with the answer, since where the next request would begin is not known.
 */
public final class HttpError extends Exception {
  private final transient Status status;

  HttpError(Status status, String reason) {
    // No stack: it tells of the peer's bytes, not of this code.
    super(reason, null, false, false);
    this.status = status;
  }

  static HttpError bad(String reason) {
    return new HttpError(Status.BAD_REQUEST, reason);
  }

  public Status status() {
    return status;
  }
}
