// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import socketlab.app.topics.kept.Message;

/**
 * How far a group is with a topic: all before an offset is acknowledged, behind that some messages
 * are, and some are leased. Thread-safe.
 */
final class Group {
  /** Messages that may be leased or acknowledged out of order; no more are given out then. */
  static final int MOST_OPEN = 10_000;

  /**
   * A message on loan.
   *
   * @param until by {@link System#nanoTime}
   * @param count how often it has been given out
   */
  private record Lease(long until, int count) {}

  /**
   * A message for a consumer.
   *
   * @param count 1 for the first time; more tells of a lease that ran out
   */
  record Delivery(Message message, int count) {}

  private final Map<Long, Lease> leases = new HashMap<>();
  private final TreeSet<Long> ahead = new TreeSet<>();
  private long acknowledged;

  /**
   * @param first the offset of its first message
   */
  Group(long first) {
    acknowledged = first;
  }

  /** The first offset that may be given out now, whether there is such a message yet or not. */
  synchronized long due(long now) {
    long offset = acknowledged;
    while (ahead.contains(offset) || isLeased(offset, now)) {
      offset++;
    }
    return offset;
  }

  /** Until the next lease runs out, if none is given back before; MAX_VALUE when there is none. */
  synchronized long nanosToNextEnd(long now) {
    return leases.values().stream()
        .mapToLong(lease -> lease.until - now)
        .filter(left -> left > 0)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private boolean isLeased(long offset, long now) {
    Lease lease = leases.get(offset);
    return lease != null && lease.until - now > 0;
  }

  /** Gives out what may be, of these messages. */
  synchronized List<Delivery> lease(List<Message> messages, int most, long nanos, long now) {
    List<Delivery> given = new ArrayList<>();
    for (Message message : messages) {
      long offset = message.offset();
      if (given.size() == most || offset - acknowledged >= MOST_OPEN) {
        break;
      }
      if (offset >= acknowledged && !ahead.contains(offset) && !isLeased(offset, now)) {
        Lease before = leases.get(offset);
        Lease lease = new Lease(now + nanos, before == null ? 1 : before.count + 1);
        leases.put(offset, lease);
        given.add(new Delivery(message, lease.count));
      }
    }
    return given;
  }

  /**
   * Acknowledges one message; once or more often.
   *
   * @return false when too many before it are open
   */
  synchronized boolean acknowledge(long offset) {
    if (offset - acknowledged >= MOST_OPEN) {
      return false;
    }
    if (offset >= acknowledged) {
      leases.remove(offset);
      ahead.add(offset);
      while (ahead.remove(acknowledged)) {
        acknowledged++;
      }
    }
    return true;
  }

  /** Goes on with the oldest that is kept, where others are not any more; how many it misses. */
  synchronized long skipTo(long first) {
    long missed = Math.max(0, first - acknowledged);
    if (missed > 0) {
      acknowledged = first;
      ahead.headSet(first).clear();
      leases.keySet().removeIf(offset -> offset < first);
      while (ahead.remove(acknowledged)) {
        acknowledged++;
      }
    }
    return missed;
  }

  /** All before this are acknowledged. */
  synchronized long acknowledged() {
    return acknowledged;
  }

  /** Its state as numbers with blanks between them; leases are not in it. */
  synchronized String text() {
    StringBuilder text = new StringBuilder(Long.toString(acknowledged));
    ahead.forEach(offset -> text.append(' ').append(offset));
    return text.toString();
  }

  static Group of(String text) {
    String[] numbers = text.split(" ");
    Group group = new Group(Long.parseLong(numbers[0]));
    for (int i = 1; i < numbers.length; i++) {
      group.acknowledge(Long.parseLong(numbers[i]));
    }
    return group;
  }
}
