// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The members of a room whose connections one loop owns: however many they are, an event costs one
 * task for that loop, and so at most one wake-up. Thread-safe; members come and go under the lock
 * of their room.
 */
final class ChatAudience {
  private final Executor owner;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Runnable telling = this::tellAll;

  /** Replaced as a whole, so that one may be told while another leaves. */
  private volatile ChatSocket[] members = {};

  ChatAudience(Executor owner) {
    this.owner = owner;
  }

  void add(ChatSocket member) {
    ChatSocket[] more = Arrays.copyOf(members, members.length + 1);
    more[members.length] = member;
    members = more;
  }

  void remove(ChatSocket member) {
    members = Arrays.stream(members).filter(one -> one != member).toArray(ChatSocket[]::new);
  }

  boolean isEmpty() {
    return members.length == 0;
  }

  /** Something has happened in the room. */
  void call() {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      owner.execute(telling);
    }
  }

  private void tellAll() {
    // Before it looks: what comes from here on calls again.
    scheduled.set(false);
    for (ChatSocket member : members) {
      member.tell();
    }
  }
}
