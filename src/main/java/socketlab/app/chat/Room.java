// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import socketlab.app.topics.hub.SlowPolicy;
import socketlab.protocol.websocket.CloseCode;

/**
 * Who is in a room, and what happened there last. Thread-safe: its lock is held for a moment, and
 * never while a member is written to.
 *
 * <p>Events are numbered from 0. The last {@link ChatLimits#LAG} are kept for members that read
 * slowly, and the last messages for those who come.
 */
final class Room {
  private final String name;
  private final ChatLimits limits;
  private final ChatEvent[] last = new ChatEvent[ChatLimits.LAG];
  private final Deque<ChatEvent> history = new ArrayDeque<>();
  private final Map<String, ChatSocket> members = new LinkedHashMap<>();
  private final Map<Executor, ChatAudience> audiences = new HashMap<>();

  /** The number of the next event. Written under the lock. */
  private volatile long next;

  Room(String name, ChatLimits limits) {
    this.name = name;
    this.limits = limits;
  }

  String name() {
    return name;
  }

  ChatLimits limits() {
    return limits;
  }

  /** What a newcomer finds. */
  record Entrance(List<String> members, List<ChatEvent> history, long next) {}

  /**
   * Lets a member in, and tells the others.
   *
   * @return why not, or what it finds
   */
  synchronized Optional<NoEntry> enter(ChatSocket member, Executor owner) {
    if (members.containsKey(member.name())) {
      return Optional.of(new NoEntry(CloseCode.POLICY, "another in this room has that name"));
    }
    if (members.size() == limits.members()) {
      return Optional.of(new NoEntry(CloseCode.TRY_AGAIN_LATER, "the room is full"));
    }
    add(ChatEvent.joined(member.name()));
    members.put(member.name(), member);
    audiences.computeIfAbsent(owner, ChatAudience::new).add(member);
    member.entered(this, new Entrance(List.copyOf(members.keySet()), List.copyOf(history), next));
    return Optional.empty();
  }

  /** Lets it go, if it is there, and tells the others. */
  synchronized void leave(ChatSocket member, Executor owner) {
    if (!members.remove(member.name(), member)) {
      return;
    }
    ChatAudience audience = audiences.get(owner);
    audience.remove(member);
    if (audience.isEmpty()) {
      audiences.remove(owner);
    }
    add(ChatEvent.left(member.name()));
  }

  synchronized boolean isEmpty() {
    return members.isEmpty();
  }

  /** False when a member is so far behind that who speaks has to wait. */
  synchronized boolean say(String who, String text) {
    if (limits.slow() == SlowPolicy.WAIT
        && members.values().stream().anyMatch(member -> lag(member.next()) >= ChatLimits.LAG)) {
      return false;
    }
    add(ChatEvent.said(who, text));
    return true;
  }

  private void add(ChatEvent event) {
    last[(int) (next % ChatLimits.LAG)] = event;
    next++;
    if (event.isMessage() && limits.history() > 0) {
      if (history.size() == limits.history()) {
        history.removeFirst();
      }
      history.add(event);
    }
    // A copy: where a call is run at once, it may end a slow member.
    List.copyOf(audiences.values()).forEach(ChatAudience::call);
  }

  /** How many events there are from this one on. */
  long lag(long from) {
    return next - from;
  }

  /**
   * What there is to hear.
   *
   * @param missed events that are not kept any more; when it is not 0, there is no event, and these
   *     are the members now
   */
  record Hearing(ChatEvent event, long missed, List<String> members) {}

  /** From this number on; null when nothing has happened since. */
  synchronized Hearing hear(long number) {
    if (number == next) {
      return null;
    }
    if (lag(number) > ChatLimits.LAG) {
      return new Hearing(null, lag(number), List.copyOf(members.keySet()));
    }
    return new Hearing(last[(int) (number % ChatLimits.LAG)], 0, List.of());
  }
}
