// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Files on a disk with as much room as the test says, whose forces the test can hold and fail. */
final class FaultyFiles implements Segment.Opener, AutoCloseable {
  private static final long UNLIMITED = Long.MAX_VALUE / 2;

  private final AtomicInteger forces = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private final Semaphore passes = new Semaphore(0);
  private volatile CountDownLatch held = new CountDownLatch(1);
  private volatile boolean holds;
  private volatile boolean fails;
  private volatile long room = UNLIMITED;

  @Override
  public FileChannel open(Path path, OpenOption... options) throws IOException {
    return new Faulty(FileChannel.open(path, options));
  }

  /** Bytes that can still be written. */
  void room(long bytes) {
    room = bytes;
  }

  void unlimited() {
    room = UNLIMITED;
  }

  void failForces(boolean whether) {
    fails = whether;
  }

  int forces() {
    return forces.get();
  }

  int writes() {
    return writes.get();
  }

  /** From now on a force waits. */
  void holdForces() {
    held = new CountDownLatch(1);
    holds = true;
  }

  void awaitHeldForce() {
    try {
      if (!held.await(LogRig.SOON.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("no force came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void letForcesGo() {
    holds = false;
    passes.release();
  }

  @Override
  public void close() {
    if (holds) {
      letForcesGo();
    }
  }

  private final class Faulty extends FileChannel {
    private final FileChannel file;

    Faulty(FileChannel file) {
      this.file = file;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      writes.incrementAndGet();
      if (from.hasRemaining() && room <= 0) {
        throw new IOException("No space left on device");
      }
      // As the kernel does: what there is room for is written, and the next call fails.
      int count = (int) Math.min(from.remaining(), room);
      int written = file.write(from.slice(from.position(), count), position);
      from.position(from.position() + written);
      room -= written;
      return written;
    }

    @Override
    public void force(boolean metadata) throws IOException {
      forces.incrementAndGet();
      if (holds) {
        held.countDown();
        passes.acquireUninterruptibly();
      }
      if (fails) {
        throw new IOException("Input/output error");
      }
      file.force(metadata);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      file.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
      return file.read(to, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }

    @Override
    public int read(ByteBuffer to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] to, int from, int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] all, int from, int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
