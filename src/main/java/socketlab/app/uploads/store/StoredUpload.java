// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import socketlab.disk.DataFile;

/**
 * One upload: its bytes so far, and who appends to it. Thread-safe. What it does with its file it
 * does in its own tasks, one after the other, on the threads of the disk.
 *
 * <p>Three offsets: {@code forced ≤ written ≤ accepted}. Accepted is what has been taken from the
 * connection, and where the next client has to go on; written is in the file; forced is on the
 * disk, and only that is told to anybody.
 */
public final class StoredUpload {
  final UploadStore store;
  final InOrder tasks;
  private final String id;

  // Guarded by this.
  private UploadInfo info;
  private long accepted;
  private long touchedMillis;
  private Appending holder;
  private boolean gone;

  // Of the tasks alone.
  private DataFile file;
  private long written;
  private long forced;
  private Refusal unusable;

  StoredUpload(UploadStore store, String id, UploadInfo info, long length, long touchedMillis) {
    this.store = store;
    this.id = id;
    this.info = info;
    this.touchedMillis = touchedMillis;
    tasks = new InOrder(store.threads(), store.failures());
    accepted = length;
    written = length;
    forced = length;
  }

  public String id() {
    return id;
  }

  public synchronized UploadInfo info() {
    return info;
  }

  /** Where the next client has to go on: what is before is in the file, or on its way to it. */
  public synchronized long accepted() {
    return accepted;
  }

  public synchronized boolean isComplete() {
    return info.length() == accepted && holder == null;
  }

  /** When the last byte came, in milliseconds since 1970. */
  public synchronized long touchedMillis() {
    return touchedMillis;
  }

  public long expiresMillis() {
    return touchedMillis() + store.limits().expiry().toMillis();
  }

  // Who appends.

  /** Lets somebody append at an offset, unless there is a reason not to. */
  synchronized Optional<Refusal> hold(Appending next, long offset, long nowNanos) {
    if (gone) {
      return Optional.of(Refusal.GONE);
    }
    if (holder != null) {
      if (nowNanos - holder.heardNanos() < store.limits().silence().toNanos()) {
        return Optional.of(Refusal.BUSY);
      }
      holder.expel();
    }
    if (offset != accepted) {
      return Optional.of(Refusal.OTHER_OFFSET);
    }
    holder = next;
    return Optional.empty();
  }

  void accept(int bytes) {
    accepted += bytes;
    touchedMillis = store.nowMillis();
  }

  /** It appends no more; what it appended may not count. */
  void release(OptionalLong cutTo) {
    holder = null;
    cutTo.ifPresent(offset -> accepted = offset);
  }

  /**
   * Not all that was accepted could be written. Who holds it beside this one finds out by itself.
   */
  void rewind(Appending failed) {
    if (holder == failed) {
      holder = null;
    }
    if (holder == null) {
      accepted = written;
    }
  }

  // In its tasks.

  /** Why nothing can be done with it; null when it has its files. */
  Refusal unusable() {
    return unusable;
  }

  private void create() throws IOException {
    try {
      store.folder().create(id, info());
    } catch (IOException e) {
      unusable = store.refusal(e);
      synchronized (this) {
        gone = true;
      }
      store.forget(this);
      throw e;
    }
  }

  /**
   * Makes its files; once, and before anything else.
   *
   * @param created told by a thread of the disk when they survive a crash
   */
  public void create(Runnable created, Consumer<Refusal> refused) {
    inTasks(
        () -> {
          create();
          created.run();
        },
        refused);
  }

  /** Sets the length, which was not known before. */
  void setLength(long length) throws IOException {
    UploadInfo known = info().withLength(length);
    store.folder().put(id, known);
    synchronized (this) {
      info = known;
    }
  }

  /** What is written from now on counts only when {@link #keep} says so. */
  void beginUnchecked() throws IOException {
    store.folder().put(id, info().withRollback(written));
  }

  void keep() throws IOException {
    store.folder().put(id, info());
  }

  long written() {
    return written;
  }

  /** Appends; of what cannot be written whole nothing is left. */
  void write(byte[] bytes, int length) throws IOException {
    try {
      if (file == null) {
        file = store.folder().open(id, WRITE);
      }
      file.write(bytes, length, written);
      written += length;
    } catch (IOException e) {
      repair(e);
      throw e;
    }
  }

  /** Puts on the disk what is written; the offset that may be told then. */
  public long force() throws IOException {
    if (forced < written) {
      try {
        file.force();
        forced = written;
      } catch (IOException e) {
        cutTo(forced);
        throw e;
      }
    }
    return forced;
  }

  /** Confirms what is whole, and cuts off what is not. */
  private void repair(IOException cause) {
    try {
      if (file != null) {
        file.truncate(written);
      }
      force();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  void cutTo(long offset) throws IOException {
    written = offset;
    forced = Math.min(forced, offset);
    if (file == null) {
      file = store.folder().open(id, WRITE);
    }
    file.truncate(offset);
    file.force();
  }

  /** The next server is to know when the last byte came. */
  void stamp() throws IOException {
    store.folder().changed(id, touchedMillis());
  }

  /** Nobody appends just now: it costs no descriptor. */
  void closeFile() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // What counts was forced.
      }
      file = null;
    }
  }

  // What others ask for.

  /**
   * Tells the offset that is on the disk.
   *
   * @param told by a thread of the disk
   */
  public void offset(Consumer<Long> told, Consumer<Refusal> refused) {
    inTasks(() -> told.accept(force()), refused);
  }

  /** Opens the file to read it, by a thread of the disk; who gets it closes it. */
  public void read(Consumer<DataFile> opened, Consumer<Refusal> refused) {
    inTasks(() -> opened.accept(store.folder().open(id, READ)), refused);
  }

  /** Deletes it, unless somebody appends. */
  public void delete(Runnable deleted, Consumer<Refusal> refused) {
    synchronized (this) {
      if (!gone && holder != null) {
        if (System.nanoTime() - holder.heardNanos() < store.limits().silence().toNanos()) {
          refused.accept(Refusal.BUSY);
          return;
        }
        holder.expel();
      }
      if (gone) {
        refused.accept(Refusal.GONE);
        return;
      }
      gone = true;
    }
    store.forget(this);
    inTasks(
        () -> {
          closeFile();
          store.folder().delete(id);
          deleted.run();
        },
        refused);
  }

  interface DiskTask {
    void run() throws IOException;
  }

  void inTasks(DiskTask task, Consumer<Refusal> refused) {
    tasks.execute(
        () -> {
          try {
            task.run();
          } catch (IOException e) {
            refused.accept(store.refusal(e));
          }
        });
  }

  /** For pieces of it that are read beside its tasks. */
  public Executor threads() {
    return store.threads();
  }

  public DiskPieces pieces() {
    return store.pieces();
  }
}
