// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who is signed in, in the memory of this process. Thread-safe. */
final class MemorySessions {
  private static final float LOAD = 0.75f;
  private static final int ROOM = 16;

  private static final class Session {
    final String name;
    long usedMillis;

    Session(String name) {
      this.name = name;
    }
  }

  private final SignInLimits limits;

  /** The one that asked for something longest ago comes first. */
  private final Map<String, Session> byId = new LinkedHashMap<>(ROOM, LOAD, true);

  MemorySessions(SignInLimits limits) {
    this.limits = limits;
  }

  /**
   * Signs in.
   *
   * @param millis now, since 1970
   * @return the id of the session; empty when there are too many
   */
  synchronized Optional<String> add(String name, long millis) {
    forgetOld(millis);
    if (byId.size() >= limits.sessions()) {
      return Optional.empty();
    }
    String id = SessionIds.next();
    Session session = new Session(name);
    session.usedMillis = millis;
    byId.put(id, session);
    return Optional.of(id);
  }

  /** Whose session it is, which is used by this; empty when there is none, or no more. */
  synchronized Optional<String> name(String id, long millis) {
    forgetOld(millis);
    Session session = byId.get(id);
    if (session == null) {
      return Optional.empty();
    }
    session.usedMillis = millis;
    return Optional.of(session.name);
  }

  synchronized void remove(String id) {
    byId.remove(id);
  }

  private void forgetOld(long millis) {
    var oldest = byId.values().iterator();
    while (oldest.hasNext() && millis - oldest.next().usedMillis > limits.millis()) {
      oldest.remove();
    }
  }
}
