// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.kept;

import java.util.List;
import java.util.function.Consumer;

/** Messages that end with the process. */
public final class MemoryLog implements MessageLog {
  private final RecentMessages recent;
  private final long mostBytes;

  /**
   * @param mostBytes of memory
   * @param mostMillis age
   */
  public MemoryLog(long mostBytes, long mostMillis) {
    this.mostBytes = mostBytes;
    recent = new RecentMessages(0, mostBytes, mostMillis);
  }

  /** Tells under the lock, so that all hear of messages in their order. */
  @Override
  public synchronized boolean append(String type, byte[] data, String key, Kept told) {
    Message message = new Message(recent.next(), System.currentTimeMillis(), type, data);
    recent.append(message);
    told.kept(message);
    return true;
  }

  @Override
  public long first() {
    return recent.first();
  }

  @Override
  public long firstInMemory() {
    return recent.first();
  }

  @Override
  public long next() {
    return recent.next();
  }

  @Override
  public Message at(long offset) {
    return recent.at(offset);
  }

  @Override
  public void fetch(long from, int bytes, Consumer<List<Message>> then) {
    // What is not in memory is nowhere.
    then.accept(List.of());
  }

  @Override
  public synchronized void expire() {
    recent.expire();
  }

  @Override
  public synchronized long bytes() {
    return recent.bytes();
  }

  @Override
  public long mostBytes() {
    return mostBytes;
  }

  @Override
  public void close() {}
}
