// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.kept;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import socketlab.disk.log.Appended;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogRecord;

/**
 * Messages on disk, the newest in memory too. A message is shown to subscribers, and confirmed to
 * its publisher, when the log has confirmed it: so nobody has seen one that a crash can take, as
 * far as the log's policy reaches.
 */
final class DurableMessages implements MessageLog {
  /** Records that are read at once when it is opened. */
  private static final int NEWEST = 1000;

  private final TopicFolder folder;
  private final String name;
  private final RecentMessages recent;

  /** Null before the first message, so that a topic which only had subscribers leaves nothing. */
  private volatile Log log;

  private DurableMessages(TopicFolder folder, String name, Log log) {
    this.folder = folder;
    this.name = name;
    this.log = log;
    long next = log == null ? 0 : Math.max(log.first(), log.end() - NEWEST);
    recent = new RecentMessages(next, folder.memoryBytes(), Long.MAX_VALUE);
  }

  /** A topic that is not on disk. */
  static DurableMessages fresh(TopicFolder folder, String name) {
    return new DurableMessages(folder, name, null);
  }

  /**
   * A topic that is on disk.
   *
   * @param keys is told the idempotency keys of the newest messages
   */
  static DurableMessages open(
      TopicFolder folder, String name, Log log, BiConsumer<String, Message> keys)
      throws IOException {
    DurableMessages messages = new DurableMessages(folder, name, log);
    while (messages.recent.next() < log.end()) {
      for (LogRecord one : log.read(messages.recent.next(), NEWEST, folder.memoryBytes())) {
        MessageRecord record = MessageRecord.of(one.bytes());
        Message message = new Message(one.offset(), one.millis(), record.type(), record.data());
        messages.recent.append(message);
        if (!record.key().isEmpty()) {
          keys.accept(record.key(), message);
        }
      }
    }
    return messages;
  }

  @Override
  public boolean append(String type, byte[] data, String key, Kept told) {
    byte[] record = new MessageRecord(type, key == null ? "" : key, data).bytes();
    Log opened;
    try {
      opened = opened();
    } catch (IOException e) {
      told.failed(e);
      return true;
    }
    return folder.writer().append(opened, record, new Appending(type, data, told));
  }

  private Log opened() throws IOException {
    Log now = log;
    if (now == null) {
      synchronized (this) {
        if (log == null) {
          log = folder.open(name);
        }
        now = log;
      }
    }
    return now;
  }

  /** By the writer's thread, in the order of the offsets. */
  private final class Appending implements Appended {
    private final String type;
    private final byte[] data;
    private final Kept told;

    Appending(String type, byte[] data, Kept told) {
      this.type = type;
      this.data = data;
      this.told = told;
    }

    @Override
    public void appended(long offset, long millis) {
      Message message = new Message(offset, millis, type, data);
      synchronized (DurableMessages.this) {
        recent.append(message);
      }
      told.kept(message);
    }

    @Override
    public void failed(IOException why) {
      told.failed(why);
    }
  }

  @Override
  public long first() {
    Log now = log;
    return now == null ? recent.first() : Math.min(now.first(), recent.first());
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
    folder.readers().execute(() -> then.accept(read(from, bytes)));
  }

  private List<Message> read(long from, int bytes) {
    List<Message> messages = new ArrayList<>();
    try {
      for (LogRecord one : log.read(from, NEWEST, bytes)) {
        MessageRecord record = MessageRecord.of(one.bytes());
        messages.add(new Message(one.offset(), one.millis(), record.type(), record.data()));
      }
    } catch (IOException | RuntimeException e) {
      folder.failed(e);
      messages.clear();
    }
    return messages;
  }

  /** The log deletes by itself. */
  @Override
  public void expire() {}

  @Override
  public synchronized long bytes() {
    return recent.bytes();
  }

  @Override
  public long mostBytes() {
    return folder.diskBytes();
  }

  /** The log is its writer's. */
  @Override
  public void close() {}
}
