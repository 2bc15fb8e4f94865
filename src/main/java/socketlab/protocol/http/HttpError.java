// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

/**
 * A message that will not be guessed at: the status its request gets, and why in one line. A
 * connection of HTTP/1 ends with the answer, since where the next request would begin is not known.
 */
public final class HttpError extends Exception {
  private final transient Status status;

  /**
   * @param reason in US-ASCII
   */
  public HttpError(Status status, String reason) {
    // No stack: it tells of the peer's bytes, not of this code.
    super(reason, null, false, false);
    this.status = status;
  }

  public static HttpError bad(String reason) {
    return new HttpError(Status.BAD_REQUEST, reason);
  }

  public static HttpError tooLarge(long limit) {
    return new HttpError(Status.CONTENT_TOO_LARGE, "the body is longer than " + limit + " bytes");
  }

  public Status status() {
    return status;
  }
}
