// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The one thread that writes to any number of logs. In each of its turns it takes all that has come
 * meanwhile, writes it log by log, and then tells everyone. It begins with the first append, so
 * that a server that never appends has no such thread.
 *
 * <pre>
 *   any thread ─▶ append ─▶ bounded queue ─▶ lab-log-writer: write, force, tell
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class LogWriter implements AutoCloseable {
  private static final long TO_END_SECONDS = 30;
  private static final long SHORTEST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  /** Records are deleted so many times more finely than they are kept. */
  private static final int LOOKS_AN_AGE = 10;

  private final int most;
  private final long mostBytes;
  private final Consumer<Throwable> failures;
  private final LongSupplier millis;
  private final Segment.Opener opener;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final List<Log> logs = new ArrayList<>();
  private List<Append> waiting = new ArrayList<>();
  private long waitingBytes;
  private Thread thread;
  private boolean closed;

  /**
   * @param most how many records may wait for their turn, at least 1
   * @param mostBytes likewise, of all of them together; a single one that is larger is taken when
   *     none waits
   * @param failures told of what went wrong beside the records themselves; the writer's thread
   */
  public LogWriter(int most, long mostBytes, Consumer<Throwable> failures) {
    this(most, mostBytes, failures, System::currentTimeMillis, FileChannel::open);
  }

  LogWriter(
      int most,
      long mostBytes,
      Consumer<Throwable> failures,
      LongSupplier millis,
      Segment.Opener opener) {
    this.most = most;
    this.mostBytes = mostBytes;
    this.failures = failures;
    this.millis = millis;
    this.opener = opener;
  }

  /**
   * Opens the log in a folder; it waits for the disk where there is one already, and reads all of
   * it. A folder is opened once at a time: whoever calls sees to that.
   *
   * @throws IOException in one line with the file, when a record is damaged or cannot be read
   */
  public Log open(Path folder, LogConfig config) throws IOException {
    return added(DiskLog.open(folder, config, opener));
  }

  /** A new log that ends with the process. */
  public Log openInMemory(LogConfig config) {
    return added(new VolatileLog(config));
  }

  private Log added(Log log) {
    lock.lock();
    try {
      logs.add(log);
      if (log.end() > log.first() && log.config().retainMillis() != LogConfig.FOR_EVER) {
        // There may be something to delete, though nobody appends.
        begin();
      }
      work.signal();
    } finally {
      lock.unlock();
    }
    return log;
  }

  /**
   * Has a record appended; it does not wait. Records that one thread appends to a log get there in
   * that order.
   *
   * @param log opened by this writer
   * @param record not to be changed any more
   * @return false when too many wait already, or this is closed; {@code then} is not called then
   * @throws IllegalArgumentException when it is longer than {@link LogConfig#MOST_RECORD_BYTES}
   */
  public boolean append(Log log, byte[] record, Appended then) {
    if (record.length > LogConfig.MOST_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "a record has at most " + LogConfig.MOST_RECORD_BYTES + " bytes, not " + record.length);
    }
    Append append = new Append(log, record, then, failures);
    lock.lock();
    try {
      if (closed
          || waiting.size() >= most
          || !waiting.isEmpty() && waitingBytes + record.length > mostBytes) {
        return false;
      }
      waiting.add(append);
      waitingBytes += record.length;
      if (thread == null) {
        begin();
      } else if (waiting.size() == 1) {
        work.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    if (thread == null) {
      thread = Thread.ofPlatform().name("lab-log-writer").daemon().start(this::run);
    }
  }

  private void run() {
    try {
      turns();
    } finally {
      // Whatever ended it: what comes now is refused, rather than never answered.
      lock.lock();
      closed = true;
      lock.unlock();
    }
  }

  private void turns() {
    FrameBuffer buffer = new FrameBuffer();
    List<Append> taken = new ArrayList<>();
    List<Log> touched = new ArrayList<>();
    while (take(taken, touched)) {
      for (Append one : taken) {
        if (one.log().turn.isEmpty()) {
          touched.add(one.log());
        }
        one.log().turn.add(one);
      }
      taken.clear();
      for (Log log : touched) {
        log.write(log.turn, buffer, millis.getAsLong());
        log.turn.clear();
      }
      retain(touched);
      touched.clear();
    }
  }

  /**
   * Waits for records, or until it is time to look at how old those in the logs are.
   *
   * @param all gets the logs to look at then
   * @return false when there is no more to do
   */
  private boolean take(List<Append> taken, List<Log> all) {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        if (closed) {
          return false;
        }
        if (!pause()) {
          all.addAll(logs);
          return true;
        }
      }
      taken.addAll(waiting);
      waiting.clear();
      waitingBytes = 0;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** False when the time is over. */
  private boolean pause() {
    long age = logs.stream().mapToLong(log -> log.config().retainMillis()).min().orElseThrow();
    if (age == LogConfig.FOR_EVER) {
      work.awaitUninterruptibly();
      return true;
    }
    long pause = Math.clamp(age / LOOKS_AN_AGE, SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    try {
      return work.await(pause, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody interrupts it to any end; an interrupted thread would lose its files.
      return true;
    }
  }

  private void retain(List<Log> all) {
    for (Log log : all) {
      try {
        log.retain(millis.getAsLong());
      } catch (IOException e) {
        failures.accept(e);
      }
    }
  }

  /** Writes what waits, tells of it, and closes the logs. Nothing is taken any more. */
  @Override
  public void close() {
    Thread ended;
    lock.lock();
    try {
      closed = true;
      ended = thread;
      work.signalAll();
    } finally {
      lock.unlock();
    }
    if (ended != null && !end(ended)) {
      return;
    }
    for (Log log : logs) {
      try {
        log.close();
      } catch (IOException e) {
        failures.accept(e);
      }
    }
  }

  private static boolean end(Thread thread) {
    try {
      return thread.join(Duration.ofSeconds(TO_END_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
