// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One client's bytes on their way to the end of an upload. Two pieces of memory at the most: one
 * that the disk writes, one that fills meanwhile. So a fast client is held back to the pace of the
 * disk, and a slow one holds no memory while it is awaited.
 *
 * <p>Begun, fed and ended by one connection's thread; its end is told by a thread of the disk. What
 * both touch is guarded by the upload.
 */
public final class Appending {
  private static final Runnable NOBODY = () -> {};

  private final StoredUpload upload;
  private final Runnable waker;
  private final Consumer<Refusal> failed;

  /** Null when there is nothing to check. */
  private final UploadChecksum checksum;

  /** Where it began. */
  private final long base;

  /** Where it goes on; of the tasks alone. */
  private long position;

  private byte[] filling;
  private int filled;
  private boolean starved;
  private boolean over;

  /** Why no more of it is taken. */
  private Refusal broken;

  private long heardNanos = System.nanoTime();

  private Appending(
      StoredUpload upload,
      long base,
      UploadChecksum checksum,
      Runnable waker,
      Consumer<Refusal> failed) {
    this.upload = upload;
    this.base = base;
    this.checksum = checksum;
    this.waker = waker;
    this.failed = failed;
    position = base;
  }

  /**
   * What somebody wants to append.
   *
   * @param offset where; it has to be the upload's end
   * @param length to set for the whole, or {@link UploadInfo#UNKNOWN} to leave it
   * @param checksum null when there is none
   */
  public record Wish(long offset, long length, UploadChecksum checksum) {}

  /**
   * Begins, unless there is a reason not to.
   *
   * @param waker run when there is room again; null when all comes at once
   * @param failed told once at the most, by any thread, why no more is taken
   * @param refused told at once, when it does not begin
   * @return empty when it does not begin
   */
  public static Optional<Appending> begin(
      StoredUpload upload,
      Wish wish,
      Runnable waker,
      Consumer<Refusal> failed,
      Consumer<Refusal> refused) {
    Appending one =
        new Appending(
            upload, wish.offset(), wish.checksum(), waker == null ? NOBODY : waker, failed);
    Optional<Refusal> reason = upload.hold(one, wish.offset(), System.nanoTime());
    if (reason.isPresent()) {
      refused.accept(reason.get());
      return Optional.empty();
    }
    one.task(() -> one.prepare(wish.length()));
    return Optional.of(one);
  }

  private void prepare(long length) throws IOException {
    if (upload.unusable() != null) {
      fail(upload.unusable());
      return;
    }
    if (upload.written() != base) {
      // What came before was not written after all.
      fail(Refusal.OTHER_OFFSET);
      return;
    }
    if (length != UploadInfo.UNKNOWN) {
      upload.setLength(length);
    }
    if (checksum != null) {
      upload.beginUnchecked();
    }
  }

  /** When something came last, by System.nanoTime; guarded by the upload. */
  long heardNanos() {
    return heardNanos;
  }

  /** Bytes from where it began. */
  public long offset() {
    return upload.accepted();
  }

  /**
   * Takes what there is room for.
   *
   * @return how many; after fewer than offered the waker is run
   */
  public int take(byte[] bytes, int from, int to) {
    synchronized (upload) {
      heardNanos = System.nanoTime();
      if (over || broken != null) {
        return 0;
      }
      if (filling == null) {
        filling = upload.pieces().take(waker);
        if (filling == null) {
          return 0;
        }
        filled = 0;
        task(this::writeOne);
      }
      int count = Math.min(to - from, DiskPieces.SIZE - filled);
      System.arraycopy(bytes, from, filling, filled, count);
      filled += count;
      starved = count < to - from;
      upload.accept(count);
      return count;
    }
  }

  /** Takes all of a body that is at hand; false when there is no memory for it. */
  public boolean takeWhole(byte[] bytes, int from, int length) {
    if (length == 0) {
      return true;
    }
    if (!upload.pieces().borrow(length)) {
      return false;
    }
    byte[] own = Arrays.copyOfRange(bytes, from, from + length);
    synchronized (upload) {
      upload.accept(length);
    }
    upload.inTasks(
        () -> {
          try {
            if (isUnbroken()) {
              write(own, length);
            }
          } finally {
            upload.pieces().giveBack(length);
          }
        },
        this::fail);
    return true;
  }

  /** Bytes of memory that it holds. */
  public int kept() {
    synchronized (upload) {
      return filling == null ? 0 : DiskPieces.SIZE;
    }
  }

  /**
   * That was all: puts it on the disk, then tells the offset.
   *
   * @param isWhole true when nothing follows, whatever length was told
   */
  public void end(boolean isWhole, LongConsumer stored) {
    synchronized (upload) {
      if (over) {
        return;
      }
      over = true;
      upload.release(OptionalLong.empty());
    }
    task(
        () -> {
          if (checksum != null && !checksum.fits()) {
            fail(Refusal.CHECKSUM);
            return;
          }
          long offset = upload.force();
          if (isWhole) {
            upload.setLength(offset);
          } else if (checksum != null) {
            upload.keep();
          }
          upload.closeFile();
          upload.stamp();
          stored.accept(offset);
        });
  }

  /** No more comes; what came is kept, unless it cannot be checked now. */
  public void leave() {
    synchronized (upload) {
      leaveHeld();
    }
    upload.pieces().leave(waker);
  }

  /** Another client takes its place; with the upload's lock held. */
  void expel() {
    if (broken == null) {
      broken = Refusal.TAKEN_OVER;
      leaveHeld();
      upload.tasks.execute(() -> failed.accept(Refusal.TAKEN_OVER));
    }
  }

  private void leaveHeld() {
    if (over) {
      return;
    }
    over = true;
    upload.release(checksum == null ? OptionalLong.empty() : OptionalLong.of(base));
    upload.inTasks(
        () -> {
          if (checksum == null) {
            upload.force();
          } else {
            cutBack();
          }
          upload.closeFile();
          upload.stamp();
        },
        refusal -> {});
  }

  // In the upload's tasks.

  private void task(StoredUpload.DiskTask task) {
    upload.inTasks(
        () -> {
          if (isUnbroken()) {
            task.run();
          }
        },
        this::fail);
  }

  private boolean isUnbroken() {
    synchronized (upload) {
      return broken == null || broken == Refusal.TAKEN_OVER;
    }
  }

  private void writeOne() throws IOException {
    byte[] piece;
    int length;
    boolean wake;
    synchronized (upload) {
      piece = filling;
      length = filled;
      filling = null;
      wake = starved;
      starved = false;
    }
    if (wake) {
      waker.run();
    }
    try {
      write(piece, length);
    } finally {
      upload.pieces().give(piece);
    }
  }

  private void write(byte[] bytes, int length) throws IOException {
    upload.write(bytes, length);
    position += length;
    if (checksum != null) {
      checksum.update(bytes, length);
    }
  }

  /** What was not checked does not count. */
  private void cutBack() throws IOException {
    if (upload.written() > base) {
      upload.cutTo(base);
    }
    upload.keep();
  }

  /** The upload ends where its file does, and whoever waits is told. */
  private void fail(Refusal why) {
    synchronized (upload) {
      if (broken != null) {
        return;
      }
      broken = why;
      over = true;
    }
    if (checksum != null && upload.unusable() == null) {
      try {
        cutBack();
      } catch (IOException e) {
        // The info file says where to cut it, and the next server does.
      }
    }
    upload.closeFile();
    byte[] piece;
    synchronized (upload) {
      upload.rewind(this);
      piece = filling;
      filling = null;
    }
    if (piece != null) {
      upload.pieces().give(piece);
    }
    failed.accept(why);
  }
}
