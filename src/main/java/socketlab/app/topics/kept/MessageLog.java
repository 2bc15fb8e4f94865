// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.kept;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The messages of one topic, in the order of their offsets. Thread-safe, and nothing here blocks
 * its caller.
 */
public interface MessageLog extends AutoCloseable {
  /** What became of an append. By any thread, which must not be held up. */
  interface Kept {
    /** It is as safe as this log makes it, and {@link MessageLog#at} finds it. In their order. */
    void kept(Message message);

    /** It is not kept: a disk is full, for instance. */
    void failed(IOException e);
  }

  /**
   * Keeps a message, and then tells so: now or later.
   *
   * @param key the idempotency key that it came with, or null
   * @return false when too many wait to be kept; nothing is told then
   */
  boolean append(String type, byte[] data, String key, Kept told);

  /** The offset of the oldest message that is kept; {@link #next} when there is none. */
  long first();

  /** The offset of the oldest message that {@link #at} finds; {@link #next} when there is none. */
  long firstInMemory();

  /** The offset that the next message will have. */
  long next();

  /** The message, when it is in memory; null when it has to be fetched, is gone, or not there. */
  Message at(long offset);

  /**
   * Reads messages that are not in memory, by another thread.
   *
   * @param bytes at which to stop, at least one message
   * @param then is given them, from the first that is kept from {@code from} on; empty on failure
   */
  void fetch(long from, int bytes, Consumer<List<Message>> then);

  /** Forgets what is too old by now. */
  void expire();

  /** Bytes that are kept. */
  long bytes();

  /** Bytes that are kept at the most, about. */
  long mostBytes();

  @Override
  void close();
}
