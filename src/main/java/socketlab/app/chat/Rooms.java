// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import socketlab.protocol.websocket.CloseCode;

/**
 * The rooms of a server. A room is made by who comes first, and stays when the last has left, with
 * what was said there, until its place is needed. Thread-safe.
 */
public final class Rooms {
  private final ChatLimits limits;
  private final AtomicLong guests = new AtomicLong();

  /** By their names; an empty one that was used last stands last. */
  private final Map<String, Room> rooms = new LinkedHashMap<>();

  public Rooms(ChatLimits limits) {
    this.limits = limits;
  }

  /** A name for somebody who says none. */
  String guest() {
    return "guest-" + guests.incrementAndGet();
  }

  /** Lets a member into its room, or says why not. */
  synchronized Optional<NoEntry> enter(String name, ChatSocket member, Executor owner) {
    Room room = rooms.get(name);
    if (room == null) {
      if (rooms.size() >= limits.rooms() && !forgetAnEmptyOne()) {
        return Optional.of(new NoEntry(CloseCode.TRY_AGAIN_LATER, "there are too many rooms"));
      }
      room = new Room(name, limits);
      rooms.put(name, room);
    }
    return room.enter(member, owner);
  }

  private boolean forgetAnEmptyOne() {
    for (Iterator<Room> all = rooms.values().iterator(); all.hasNext(); ) {
      if (all.next().isEmpty()) {
        all.remove();
        return true;
      }
    }
    return false;
  }

  synchronized void leave(Room room, ChatSocket member, Executor owner) {
    room.leave(member, owner);
    if (room.isEmpty() && rooms.remove(room.name(), room)) {
      rooms.put(room.name(), room);
    }
  }
}
