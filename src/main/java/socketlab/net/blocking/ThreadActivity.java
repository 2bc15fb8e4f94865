// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

/**
 * What the thread of a blocking connection does now, for the eyes of others. Whoever holds the
 * session's lock says it; any thread may look, and sees with a kind all that was done before it.
 */
final class ThreadActivity {
  /** What the thread is blocked in, if it is. */
  enum Kind {
    WORKING,
    READING,
    WRITING,
    WAITING,
    LINGERING
  }

  private volatile Kind kind = Kind.WORKING;
  private volatile long since;

  void begin(Kind now) {
    since = System.nanoTime();
    kind = now;
  }

  Kind kind() {
    return kind;
  }

  /** Since when, by {@link System#nanoTime}; a write counts anew with each slice. */
  long since() {
    return since;
  }

  /** True while the thread has left the session's lock to others. */
  boolean isAsleep() {
    Kind now = kind;
    return now == Kind.READING || now == Kind.WAITING;
  }
}
