// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import socketlab.app.topics.hub.SlowPolicy;
import socketlab.protocol.websocket.CloseCode;
import socketlab.protocol.websocket.WebSocket;
import socketlab.protocol.websocket.WebSocketHandler;

/**
 * A member of a room: it hears what happens there as fast as it reads, and what it sends is said
 * there. {@link #tell}, {@link #name} and {@link #next} are for any thread.
 */
final class ChatSocket implements WebSocketHandler {
  /** So far behind, it reads no more, or its blocking thread could not say so. */
  private static final int STUCK = 4 * ChatLimits.LAG;

  private final Rooms rooms;
  private final String roomName;
  private final String name;
  private final ChatForm form;

  private volatile Runnable waker;
  private volatile Executor owner;

  /** Null when it was not let in. */
  private volatile Room room;

  /** The number of the event that it hears next. */
  private volatile long next;

  /**
   * It was last left with more than it read: one that reads is not slow, whatever comes at once.
   */
  private volatile boolean full;

  /** It was too slow, and is to be ended. */
  private volatile boolean ended;

  private Room.Entrance entrance;
  private final Deque<ChatEvent> history = new ArrayDeque<>();
  private boolean closing;

  ChatSocket(Rooms rooms, String roomName, String name, ChatForm form) {
    this.rooms = rooms;
    this.roomName = roomName;
    this.name = name;
    this.form = form;
  }

  String name() {
    return name;
  }

  long next() {
    return next;
  }

  /** By the room, with its lock held: this is what it finds, and from there on it hears all. */
  void entered(Room room, Room.Entrance entrance) {
    this.entrance = entrance;
    next = entrance.next();
    this.room = room;
  }

  /** Something has happened: has it written. */
  void tell() {
    long lag = room.lag(next);
    if (!ended && lag > ChatLimits.LAG && endsTheSlow() && (full || lag > STUCK)) {
      ended = true;
      // At once: a blocking thread that writes to it hears of this when its write is over.
      room.leave(this, owner);
    }
    if (lag > 0) {
      waker.run();
    }
  }

  private boolean endsTheSlow() {
    return room.limits().slow() == SlowPolicy.DISCONNECT;
  }

  @Override
  public void opened(WebSocket socket) {
    waker = socket.waker();
    owner = socket.owner();
    Optional<NoEntry> refusal = rooms.enter(roomName, this, owner);
    if (refusal.isPresent()) {
      close(socket, refusal.get().code(), refusal.get().reason());
      return;
    }
    socket.text(form.welcome(roomName, name, entrance.members()));
    history.addAll(entrance.history());
    entrance = null;
    resumed(socket);
  }

  @Override
  public void message(WebSocket socket, boolean text, byte[] bytes, int from, int length) {
    if (!text) {
      close(socket, CloseCode.UNSUPPORTED_DATA, "a chat is of text");
    } else if (length > 0 && !room.say(name, new String(bytes, from, length, UTF_8))) {
      socket.text(form.heldBack());
    }
  }

  @Override
  public void resumed(WebSocket socket) {
    while (!closing && !ended && !socket.isFull()) {
      if (!history.isEmpty()) {
        socket.send(history.poll().frame(form));
      } else if (!hear(socket)) {
        break;
      }
    }
    full = !closing && !ended && socket.isFull();
    if (ended && !closing) {
      close(socket, CloseCode.TRY_AGAIN_LATER, "too slow for this room; come again");
    }
  }

  /** False when there is nothing to hear. */
  private boolean hear(WebSocket socket) {
    Room.Hearing hearing = room.hear(next);
    if (hearing == null) {
      return false;
    }
    if (hearing.missed() > 0 && endsTheSlow() && full) {
      ended = true;
      return true;
    }
    if (hearing.missed() > 0) {
      socket.text(form.missed(hearing.missed(), hearing.members()));
    }
    next += hearing.missed();
    if (hearing.event() != null) {
      next++;
      socket.send(hearing.event().frame(form));
    }
    return true;
  }

  private void close(WebSocket socket, int code, String reason) {
    closing = true;
    leave();
    socket.close(code, reason);
  }

  @Override
  public void closed(int code) {
    leave();
  }

  private void leave() {
    if (room != null) {
      rooms.leave(room, this, owner);
    }
  }
}
