// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Reads an event stream as a client does, in whatever pieces it comes (WHATWG HTML, section 9.2.6).
 *
 * <p>Fields but for data are few and short, so they become text; data stays bytes, of which most
 * readers want only a part. What is half-way when the stream ends is no event. Not thread-safe.
 */
public final class EventStreamReader {
  /** Told of each event that is whole; it may look at the reader meanwhile. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param data from 0, UTF-8; valid during the call
     * @param length of it, in bytes
     */
    void event(byte[] data, int length);
  }

  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final int FIRST = 128;

  private final Sink sink;
  private final int most;
  private byte[] line = {};
  private int lineLength;
  private byte[] data = {};
  private int dataLength;
  private String type = "";

  /** What the event that is being read says; it counts once that event is whole. */
  private String id = "";

  private String lastEventId = "";
  private long retryMillis = -1;
  private boolean afterReturn;
  private boolean marked;
  private boolean broken;

  /**
   * @param most bytes that a line, or the data of one event, may have
   */
  public EventStreamReader(int most, Sink sink) {
    this.most = most;
    this.sink = sink;
  }

  /** Takes all of {@code bytes[from, to)}; nothing more once it {@link #isBroken}. */
  public void take(byte[] bytes, int from, int to) {
    for (int at = from; at < to && !broken; at++) {
      byte value = bytes[at];
      if (value == '\n' && afterReturn) {
        // The second half of the line's end, which may have come apart.
        afterReturn = false;
        continue;
      }
      afterReturn = value == '\r';
      if (value == '\r' || value == '\n') {
        endLine();
      } else {
        append(value);
      }
    }
  }

  private void append(byte value) {
    if (lineLength == most) {
      broken = true;
      return;
    }
    if (lineLength == line.length) {
      line = Arrays.copyOf(line, Math.min(most, Math.max(FIRST, 2 * lineLength)));
    }
    line[lineLength++] = value;
  }

  private void endLine() {
    int from = 0;
    if (!marked) {
      marked = true;
      from = startsWithMark() ? MARK.length : 0;
    }
    if (from == lineLength) {
      dispatch();
    } else {
      field(from);
    }
    lineLength = 0;
  }

  private boolean startsWithMark() {
    return lineLength >= MARK.length && Arrays.equals(line, 0, MARK.length, MARK, 0, MARK.length);
  }

  private void field(int from) {
    int colon = from;
    while (colon < lineLength && line[colon] != ':') {
      colon++;
    }
    int value = Math.min(lineLength, colon + 1);
    if (value < lineLength && line[value] == ' ') {
      value++;
    }
    switch (new String(line, from, colon - from, UTF_8)) {
      case "data" -> appendData(value);
      case "event" -> type = text(value);
      case "id" -> {
        String said = text(value);
        // A client could not send it back in a field.
        if (said.indexOf('\0') < 0) {
          id = said;
        }
      }
      case "retry" -> retry(text(value));
      default -> {
        // A comment, or a field that nobody knows.
      }
    }
  }

  private String text(int from) {
    return new String(line, from, lineLength - from, UTF_8);
  }

  private void retry(String value) {
    boolean isNumber = !value.isEmpty() && value.length() < 19;
    for (int i = 0; i < value.length(); i++) {
      isNumber &= value.charAt(i) >= '0' && value.charAt(i) <= '9';
    }
    if (isNumber) {
      retryMillis = Long.parseLong(value);
    }
  }

  private void appendData(int from) {
    int length = lineLength - from;
    int wanted = dataLength + length + 1;
    if (wanted > most) {
      broken = true;
      return;
    }
    if (wanted > data.length) {
      data = Arrays.copyOf(data, Math.min(most, Math.max(wanted, 2 * data.length)));
    }
    System.arraycopy(line, from, data, dataLength, length);
    data[wanted - 1] = '\n';
    dataLength = wanted;
  }

  private void dispatch() {
    lastEventId = id;
    if (dataLength > 0) {
      // The line end behind the last piece of data is not of it.
      sink.event(data, dataLength - 1);
    }
    dataLength = 0;
    type = "";
  }

  /** Of the event that the sink is being told of: {@code message} where none was said. */
  public String type() {
    return type.isEmpty() ? "message" : type;
  }

  /**
   * That of the last event that was whole, even without data, to resume from: the one of an event
   * that is cut in its middle would skip it. Empty when none was said.
   */
  public String lastEventId() {
    return lastEventId;
  }

  /** How long a client is to wait before it connects again, in ms; -1 when nothing was said. */
  public long retryMillis() {
    return retryMillis;
  }

  /** True when a line or an event was longer than it may be; the rest cannot be read. */
  public boolean isBroken() {
    return broken;
  }
}
