// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import socketlab.load.count.Failure;
import socketlab.protocol.Output;
import socketlab.protocol.events.EventStreamReader;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.BodySink;
import socketlab.protocol.http1.client.ResponseReader;

/**
 * One who has an event stream open. It does not come back when the stream ends: that is counted.
 */
final class EventsClient extends StreamClient implements BodySink {
  private static final String TYPE = "text/event-stream";

  private final ResponseReader answer = new ResponseReader(false, this);
  private final EventStreamReader events = new EventStreamReader(MOST_MESSAGE, this::event);
  private boolean isAsked;
  private boolean isStream;

  EventsClient(StreamLane lane) {
    super(lane);
  }

  @Override
  void opened() {}

  @Override
  void ask(Output out) {
    if (!isAsked) {
      isAsked = true;
      send(
          lane.target.get(
              lane.target.path(), "Accept: " + TYPE + "\r\nCache-Control: no-store\r\n"),
          out);
    }
  }

  @Override
  int read(byte[] bytes, int from, int to, Output out) {
    int at = from;
    try {
      while (at < to) {
        int taken = answer.read(bytes, at, to);
        at += taken;
        if (!isStream && answer.hasHead() && !judge()) {
          return to - from;
        }
        if (answer.isComplete()) {
          refuse(Failure.SHORT, "the server ended the stream");
          return to - from;
        }
        if (events.isBroken()) {
          refuse(Failure.MALFORMED, "an event is longer than " + MOST_MESSAGE + " bytes");
          return to - from;
        }
        if (taken == 0) {
          break;
        }
      }
    } catch (HttpError e) {
      refuse(Failure.MALFORMED, e.getMessage());
    }
    return at - from;
  }

  private boolean judge() {
    String type = String.valueOf(answer.field("content-type"));
    if (answer.status() != 200) {
      refuse(Failure.STATUS, "answered " + answer.status() + " and no event stream");
    } else if (!type.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
      refuse(
          Failure.MALFORMED,
          "answered with the content type " + type + ", which is no event stream");
    } else {
      isStream = true;
      established();
    }
    return isStream;
  }

  @Override
  public int take(byte[] bytes, int from, int to) {
    events.take(bytes, from, to);
    return to - from;
  }

  private void event(byte[] data, int length) {
    if (messages(data, 0, length) == 0) {
      unstamped();
    }
  }

  @Override
  public int kept() {
    return 0;
  }
}
