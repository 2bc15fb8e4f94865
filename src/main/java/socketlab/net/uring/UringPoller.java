// SPDX-License-Identifier: Apache-2.0
package socketlab.net.uring;

import java.io.IOException;
import java.util.function.Consumer;
import socketlab.linux.libc.NativeException;
import socketlab.linux.poll.EventFd;
import socketlab.linux.uring.BufferRing;
import socketlab.linux.uring.IoUring;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.DescriptorAccepted;
import socketlab.net.listen.Listener;
import socketlab.net.loop.Acceptor;
import socketlab.net.loop.Connecting;
import socketlab.net.loop.EventLoop;
import socketlab.net.loop.Poller;
import socketlab.net.loop.Stream;
import socketlab.protocol.Outgoing;

/**
 * Waits by io_uring: a loop does not ask who is ready, it says what is to be done and hears what
 * was.
 *
 * <pre>
 *   accept, multishot ──▶ a completion for every connection, one submission for all
 *   recv, multishot   ──▶ a completion for all that came, in a buffer the kernel picks then
 *   send              ──▶ submitted with the next wait, all of a batch in one call
 * </pre>
 *
 * <p>So a batch costs one system call, whatever it holds. What is under way belongs to the kernel
 * until it says otherwise: bytes to be sent stay in a slot of native memory until their completion.
 */
public final class UringPoller implements Poller {
  static final int BUFFER_GROUP = 0;
  static final int BUFFER_BYTES = 8 * 1024;

  private static final int SUBMISSIONS = 1024;
  private static final int COMPLETIONS = 8192;
  private static final int BUFFERS = 256;

  /** What the end waits for sends that were given up, whose bytes are the kernel's until then. */
  private static final long END_NANOS = 100_000_000;

  final EventLoop loop;
  final IoUring ring;
  final Operations operations;
  final Sends sends;

  /** What was read last. */
  final byte[] bytes = new byte[BUFFER_BYTES];

  private final BufferRing buffers;
  private final EventFd bell;
  private final Gathering gathering = new Gathering();
  private boolean enabled;

  /** Whoever connects out times the answers, or passes them on: it waits for none but the next. */
  private boolean connectsOut;

  public UringPoller(EventLoop loop) {
    this.loop = loop;
    ring = new IoUring(SUBMISSIONS, COMPLETIONS);
    operations = new Operations(ring);
    sends = new Sends(ring, operations);
    BufferRing made = null;
    try {
      made = new BufferRing(ring, BUFFERS, BUFFER_BYTES, BUFFER_GROUP);
      bell = new EventFd();
    } catch (NativeException e) {
      ring.close();
      if (made != null) {
        made.close();
      }
      throw e;
    }
    buffers = made;
  }

  /** The ring, to submit to. */
  public IoUring ring() {
    return ring;
  }

  /** Who hears of what was submitted. */
  public Operations operations() {
    return operations;
  }

  /** The thread that enables the ring is the one it belongs to. */
  @Override
  public void begin() {
    ring.enable();
    enabled = true;
    listenToBell();
  }

  private void listenToBell() {
    Operation listening =
        new Operation() {
          @Override
          protected void completed(int result, int buffer) {
            // Every signal is a completion more, so nobody has to read the count away.
            if (!isUnderWay()) {
              listenToBell();
            }
          }
        };
    ring.pollReadableMultishot(bell.descriptor(), operations.begin(listening));
  }

  @Override
  public int poll(long nanos) {
    int wanted = gathering.wanted();
    ring.submitAndWait(wanted, wanted == 1 || nanos == 0 ? nanos : Gathering.atMost(nanos));
    loop.awake();
    int count = complete();
    if (nanos != 0) {
      gathering.came(count, connectsOut ? 0 : (int) (loop.counters().open() / 4));
    }
    loop.called(ring.calls());
    return count;
  }

  private int complete() {
    int count = operations.complete();
    buffers.publish();
    return count;
  }

  /** Submits, waits at most so long for something to be done, and tells of what was. */
  void submitAndComplete(long nanos) {
    ring.submitAndWait(nanos);
    complete();
  }

  void connectsOut() {
    connectsOut = true;
  }

  /** Has a receive's bytes in {@link #bytes}, and the kernel its buffer again. */
  void copy(int buffer, int count) {
    buffers.copy(buffer, bytes, count);
    buffers.giveBack(buffer);
  }

  @Override
  public void wakeup() {
    bell.signal();
  }

  @Override
  public Acceptor acceptor(Listener listener, Consumer<Accepted> taker) throws IOException {
    return new UringAcceptor(this, listener, taker);
  }

  @Override
  public Stream stream(Accepted accepted) {
    return new UringStream(this, ((DescriptorAccepted) accepted).fd());
  }

  @Override
  public Connecting connecting(Outgoing to) {
    return new UringConnecting(this, to);
  }

  @Override
  public void close() {
    if (enabled) {
      // What is queued are closes above all; and what had been accepted has to be closed.
      submitAndComplete(0);
      long until = System.nanoTime() + END_NANOS;
      while (sends.anyUnderWay() && System.nanoTime() - until < 0) {
        submitAndComplete(END_NANOS / 100);
      }
    }
    ring.close();
    sends.close();
    buffers.close();
    bell.close();
  }
}
