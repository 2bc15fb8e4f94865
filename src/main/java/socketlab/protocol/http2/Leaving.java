// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.Output;
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.bound.RecentStreams;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;

/**
 * How a server leaves a connection, in two steps (RFC 9113 section 6.8): it says that it will, and
 * takes what is on its way; when the client has heard of it, it says which request was the last.
 * Confined to the connection's thread.
 */
final class Leaving {
  /** What the client sends back once it has heard. */
  private static final byte[] PING = "stopping".getBytes(US_ASCII);

  private enum Step {
    STAYS,
    ANNOUNCED,
    LEAVES
  }

  private final RecentStreams recent;
  private Step step = Step.STAYS;
  private long announced;

  Leaving(RecentStreams recent) {
    this.recent = recent;
  }

  /** True when streams that begin now are not heard. */
  boolean takesNoMore() {
    return step == Step.LEAVES;
  }

  /** True while the client is to hear of it. */
  boolean isAnnounced() {
    return step == Step.ANNOUNCED;
  }

  /** Until when it has time to. */
  long deadline() {
    return announced + Http2Limits.STOP_NANOS;
  }

  void announce(long now, Output out) {
    if (step == Step.STAYS) {
      step = Step.ANNOUNCED;
      announced = now;
      FrameWriter.goAway(FrameType.LARGEST, ErrorCode.NO_ERROR, "the server stops", out);
      FrameWriter.ping(false, PING, 0, out);
    }
  }

  /** The client has answered a ping; only one was ever sent. */
  void acknowledged(Output out) {
    if (step == Step.ANNOUNCED) {
      leave(ErrorCode.NO_ERROR, "", out);
    }
  }

  /** What was begun last is the last. */
  void leave(ErrorCode code, String reason, Output out) {
    if (step != Step.LEAVES || code != ErrorCode.NO_ERROR) {
      step = Step.LEAVES;
      FrameWriter.goAway(recent.last(), code, reason, out);
    }
  }
}
