// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest idempotency keys and what came of them, so that a publisher that did not hear the
 * answer may ask again. In memory and bounded: what is forgotten counts as new. Thread-safe.
 */
final class KnownKeys {
  private static final long UNDER_WAY = -1;

  /** What a key stands for. */
  private static final class Entry {
    private final byte[] print;
    private volatile long offset = UNDER_WAY;

    Entry(byte[] print) {
      this.print = print;
    }
  }

  /** What is known of a key. */
  enum Known {
    /** Nothing: it is this caller's now. */
    NEW,
    /** What it stands for is under way. */
    UNDER_WAY,
    /** It stands for something else. */
    OTHER,
    /** It stands for what has been done. */
    DONE
  }

  private final int most;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  KnownKeys(int most) {
    this.most = most;
  }

  /**
   * Looks a key up, and takes it where it is new.
   *
   * @param print of what it is to stand for
   */
  synchronized Known take(String key, byte[] print) {
    Entry entry = entries.get(key);
    if (entry == null) {
      entries.put(key, new Entry(print));
      if (entries.size() > most) {
        entries.remove(entries.keySet().iterator().next());
      }
      return Known.NEW;
    }
    if (!Arrays.equals(entry.print, print)) {
      return Known.OTHER;
    }
    return entry.offset == UNDER_WAY ? Known.UNDER_WAY : Known.DONE;
  }

  /** What a key that is {@link Known#DONE} stands for; -1 when it has been forgotten since. */
  synchronized long offset(String key) {
    Entry entry = entries.get(key);
    return entry == null ? UNDER_WAY : entry.offset;
  }

  synchronized void done(String key, long offset) {
    Entry entry = entries.get(key);
    if (entry != null) {
      entry.offset = offset;
    }
  }

  /** What was found to have been done; the oldest first. */
  synchronized void restore(String key, byte[] print, long offset) {
    take(key, print);
    done(key, offset);
  }

  /** Nothing came of it: it may be used again. */
  synchronized void failed(String key) {
    entries.remove(key);
  }
}
