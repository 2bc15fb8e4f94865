// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import socketlab.app.topics.kept.Message;
import socketlab.app.topics.kept.MessageLog;

/**
 * Messages as the body of one answer. Immutable.
 *
 * @param from the offset that was asked from
 * @param most messages that were asked for
 * @param next the offset to go on from
 * @param body JSON; not to be changed
 */
public record PollAnswer(long from, int most, long next, byte[] body) {
  private static final byte[] BEGIN = "{\"messages\":[".getBytes(US_ASCII);

  /**
   * @param bytes at which to stop, at least one message
   */
  static PollAnswer of(MessageLog log, long from, int most, int bytes) {
    List<Message> messages = new ArrayList<>();
    long size = 0;
    Message message;
    while (messages.size() < most
        && size < bytes
        && (message = log.at(from + messages.size())) != null) {
      messages.add(message);
      size += message.json().length;
    }
    return of(from, most, messages);
  }

  /** Of messages that are at hand. */
  public static PollAnswer of(long from, int most, List<Message> messages) {
    long next = messages.isEmpty() ? from : messages.getLast().offset() + 1;
    ByteArrayOutputStream body = new ByteArrayOutputStream(256);
    body.writeBytes(BEGIN);
    for (int i = 0; i < messages.size(); i++) {
      if (i > 0) {
        body.write(',');
      }
      body.writeBytes(messages.get(i).json());
    }
    body.writeBytes(("],\"next\":" + next + "}\n").getBytes(US_ASCII));
    return new PollAnswer(from, most, next, body.toByteArray());
  }

  public boolean isEmpty() {
    return next == from;
  }

  /** True when it is what would be answered now. */
  boolean isFor(long from, int most, MessageLog log) {
    return this.from == from && this.most == most && next == log.next() && log.first() <= from;
  }
}
