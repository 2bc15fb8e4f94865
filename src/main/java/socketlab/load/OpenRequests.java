// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.util.Arrays;

/**
 * The requests under way on one connection, each at a place of its own, and in the order in which
 * they began: the first of them has waited longest, in whatever order answers come. Allocates
 * nothing. Not thread-safe.
 */
final class OpenRequests {
  /** No place. */
  static final int NONE = -1;

  /**
   * By place: when each was meant to start, and when it did: by its bytes, or by a connect of its
   * own.
   */
  private final long[] intended;

  private final long[] sent;

  /** When the first byte of its answer came; 0 before that. */
  private final long[] firstByte;

  /** The place of the one that began behind it, or of the next free place. */
  private final int[] behind;

  private final int[] before;
  private int oldest = NONE;
  private int youngest = NONE;
  private int free;
  private int size;

  /** The oldest of those that are not written yet. */
  private int unsent = NONE;

  /**
   * @param depth how many there are at once, at most
   */
  OpenRequests(int depth) {
    intended = new long[depth];
    sent = new long[depth];
    firstByte = new long[depth];
    behind = new int[depth];
    before = new int[depth];
    Arrays.setAll(behind, place -> place + 1 < depth ? place + 1 : NONE);
  }

  int size() {
    return size;
  }

  /** The one that began first, or {@link #NONE}. */
  int oldest() {
    return oldest;
  }

  long intended(int place) {
    return intended[place];
  }

  long sent(int place) {
    return sent[place];
  }

  long firstByte(int place) {
    return firstByte[place];
  }

  /** Bytes of its answer have come. */
  void answerBegan(int place, long now) {
    if (firstByte[place] == 0) {
      firstByte[place] = now;
    }
  }

  /** Begins one, which is written later; there has to be a place. */
  int add(long start, long now) {
    int place = free;
    free = behind[place];
    intended[place] = start;
    sent[place] = now;
    firstByte[place] = 0;
    before[place] = youngest;
    behind[place] = NONE;
    if (youngest == NONE) {
      oldest = place;
    } else {
      behind[youngest] = place;
    }
    youngest = place;
    size++;
    if (unsent == NONE) {
      unsent = place;
    }
    return place;
  }

  /** It is not under way any more. */
  void remove(int place) {
    if (place == unsent) {
      unsent = behind[place];
    }
    if (place == oldest) {
      oldest = behind[place];
    } else {
      behind[before[place]] = behind[place];
    }
    if (place == youngest) {
      youngest = before[place];
    } else {
      before[behind[place]] = before[place];
    }
    behind[place] = free;
    free = place;
    size--;
  }

  /** The oldest of those that are not written, or {@link #NONE}. */
  int unsent() {
    return unsent;
  }

  /** That one is written. */
  void wrote() {
    unsent = behind[unsent];
  }

  /** Shows all, the oldest first; none may be removed meanwhile. */
  void forEach(java.util.function.IntConsumer shown) {
    for (int place = oldest; place != NONE; place = behind[place]) {
      shown.accept(place);
    }
  }
}
