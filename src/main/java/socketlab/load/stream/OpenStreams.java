// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import socketlab.load.count.Failure;

/**
 * How many are really open, of those that were asked for: each is first pending, then established
 * or failed for good; an established one may be lost. Any thread.
 */
public final class OpenStreams {
  private final AtomicInteger established = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicIntegerArray kinds = new AtomicIntegerArray(Failure.values().length);
  private final AtomicReference<String> reason = new AtomicReference<>("");

  void established() {
    established.incrementAndGet();
  }

  /**
   * One that never came to be.
   *
   * @param why in a few words; empty for what the kind says
   */
  void failed(Failure kind, String why) {
    kinds.incrementAndGet(kind.ordinal());
    remember(why);
    failed.incrementAndGet();
  }

  /** One that had been open. */
  void lost(String why) {
    remember(why);
    lost.incrementAndGet();
  }

  private void remember(String why) {
    if (!why.isEmpty()) {
      reason.compareAndSet("", why);
    }
  }

  /** How many have been open, those that were lost among them. */
  public int everEstablished() {
    return established.get();
  }

  /** How many are open. */
  public int open() {
    return established.get() - lost.get();
  }

  /** How many never came to be. */
  public int failed() {
    return failed.get();
  }

  public int failedBy(Failure kind) {
    return kinds.get(kind.ordinal());
  }

  public int lost() {
    return lost.get();
  }

  /** What the first that failed, or was lost, was told; empty when nothing was. */
  public String reason() {
    return reason.get();
  }
}
