// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

/** One request and its answer; used again for another when both are over. Not thread-safe. */
final class ClientStream {
  int id;
  ResponseTarget target;

  /** Bytes of the request's body that the server takes. */
  int sendWindow;

  /** Its body waits for a window. */
  boolean waits;

  boolean localEnded;
  boolean remoteEnded;
  boolean isHead;
  boolean headRead;

  /** Bytes of the answer's body as told ahead, or -1. */
  long contentLength;

  long received;

  /** Bytes that the server may still send. */
  int receiveWindow;

  /** Bytes of the answer that its target has not done with. */
  int unconsumed;

  /** Bytes that are done with, and of which the server does not know yet. */
  int untold;

  void begin(
      int id,
      ResponseTarget target,
      boolean isHead,
      boolean last,
      int sendWindow,
      int receiveWindow) {
    this.id = id;
    this.target = target;
    this.isHead = isHead;
    this.sendWindow = sendWindow;
    this.receiveWindow = receiveWindow;
    waits = false;
    localEnded = last;
    remoteEnded = false;
    headRead = false;
    contentLength = -1;
    received = 0;
    unconsumed = 0;
    untold = 0;
  }
}
