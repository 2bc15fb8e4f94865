// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import java.util.BitSet;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.uring.BufferRing;
import socketlab.linux.uring.IoUring;
import socketlab.linux.uring.SendSlots;

/**
 * The least server over io_uring, called from Java. It shows what a request costs that nobody looks
 * at.
 *
 * <pre>
 *   accept, multishot ─▶ recv, once, into a buffer that the kernel picks
 *                         │
 *                         ├─▶ the last request: send ─▶ close, in one submission
 *                         └─▶ it stays:         send ─▶ recv, multishot ─▶ send ─▶ send …
 * </pre>
 *
 * <p>All sends are of one slot, and are heard of only when they fail: they do not wait, so the
 * kernel has done them when io_uring_enter returns. One such call a turn, and it waits for as many
 * completions as the last one brought, as the lab's loop does.
 *
 * <pre>
 *   ./lab compare --patterns=single-thread --transports=io_uring --with=floor-uring,floor-c-uring
 *   curl -i http://127.0.0.1:PORT/     HTTP/1.1 200 OK … Hello, World!, whatever is asked
 * </pre>
 */
final class UringFloor {
  /** What a completion is of; its descriptor stands in the lower half. */
  private static final long ACCEPT = 0;

  private static final long RECEIVE = 1L << 32;
  private static final long SEND = 2L << 32;

  private static final int CANCELED = -Errno.ECANCELED.number();
  private static final int NO_BUFFERS = -Errno.ENOBUFS.number();

  private static final int SUBMISSIONS = 1024;
  private static final int COMPLETIONS = 8192;
  private static final int BUFFERS = 256;
  private static final int BUFFER_BYTES = 8 * 1024;

  /** The most that is waited for at once, and for how long; a single one is waited for for ever. */
  private static final int MOST_WANTED = 16;

  private static final long MOST_NANOS = 100_000;

  private final IoUring ring = new IoUring(SUBMISSIONS, COMPLETIONS);
  private final BufferRing buffers = new BufferRing(ring, BUFFERS, BUFFER_BYTES, 0);
  private final byte[] bytes = new byte[BUFFER_BYTES];
  private final long answers;
  private final int listener;

  /** Of each connection, by its descriptor. */
  private RequestCount[] counts = new RequestCount[0];

  private final BitSet open = new BitSet();

  private UringFloor(int listener) {
    this.listener = listener;
    byte[] all = ConstantAnswer.all();
    SendSlots slots = new SendSlots(all.length);
    answers = slots.address(slots.fill(all, 0, all.length));
  }

  /**
   * @param arguments port, and threads: 1
   */
  public static void main(String[] arguments) throws IOException {
    ServerSocketChannel listener = FloorListener.open(arguments);
    // The kernel waits by itself only for a descriptor that would block.
    listener.configureBlocking(true);
    FloorListener.say(listener);
    new UringFloor(Descriptors.of(listener)).run();
  }

  private void run() {
    ring.enable();
    accept();
    int wanted = 1;
    while (true) {
      ring.submitAndWait(wanted, wanted == 1 ? -1 : MOST_NANOS);
      int count = ring.completions();
      for (int i = 0; i < count; i++) {
        completed(ring.data(i), ring.result(i), ring.buffer(i), ring.isLast(i));
      }
      ring.read(count);
      buffers.publish();
      wanted =
          count < wanted
              ? 1
              : Math.clamp(count, 1, Math.clamp(open.cardinality() / 4, 1, MOST_WANTED));
    }
  }

  private void completed(long data, int result, int buffer, boolean last) {
    int fd = (int) data;
    long kind = data - fd;
    if (kind == ACCEPT) {
      accepted(result, last);
    } else if (kind == RECEIVE) {
      received(fd, result, buffer, last);
    } else if (kind == SEND) {
      // Only when it failed: the client does not read, or is gone.
      end(fd, true);
    }
  }

  private void accept() {
    ring.acceptMultishot(listener, ACCEPT | listener);
  }

  private void accepted(int fd, boolean last) {
    if (fd >= 0) {
      begin(fd);
      // A connection for one request would have to take the rest back.
      ring.receive(fd, 0, RECEIVE | fd);
    } else if (fd != -Errno.ECONNABORTED.number()) {
      throw new NativeException("accept", -fd);
    }
    if (last) {
      accept();
    }
  }

  private void begin(int fd) {
    if (fd >= counts.length) {
      int length = counts.length;
      counts = Arrays.copyOf(counts, Math.max(fd + 1, 2 * length));
      Arrays.setAll(counts, i -> i < length ? counts[i] : new RequestCount());
    }
    counts[fd].begin();
    open.set(fd);
  }

  private void received(int fd, int result, int buffer, boolean last) {
    if (result > 0) {
      int owed = open.get(fd) ? ended(counts[fd], result, buffer) : 0;
      buffers.giveBack(buffer);
      if (owed < 0 || owed > 0 && !answer(fd, owed)) {
        end(fd, !last);
      }
    } else if (result != CANCELED && result != NO_BUFFERS) {
      end(fd, false);
    }
    if (last && result != CANCELED && open.get(fd)) {
      ring.receiveMultishot(fd, 0, RECEIVE | fd);
    }
  }

  private int ended(RequestCount count, int read, int buffer) {
    buffers.copy(buffer, bytes, read);
    return count.ended(bytes, read);
  }

  /** False when the connection is over. */
  private boolean answer(int fd, int owed) {
    boolean last = counts[fd].isLast();
    ring.sendConstant(
        fd,
        answers + ConstantAnswer.from(owed, last),
        ConstantAnswer.length(owed, last),
        last ? IoUring.NOBODY : SEND | fd);
    return !last;
  }

  /**
   * Closes behind what has been submitted.
   *
   * @param receiving whether a receive holds the socket, and has to be taken back first
   */
  private void end(int fd, boolean receiving) {
    if (!open.get(fd)) {
      return;
    }
    open.clear(fd);
    if (receiving) {
      ring.cancel(RECEIVE | fd);
    }
    ring.close(fd);
  }
}
