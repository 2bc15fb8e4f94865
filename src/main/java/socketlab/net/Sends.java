// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import socketlab.linux.socket.Sockets;
import socketlab.linux.uring.IoUring;
import socketlab.linux.uring.SendSlots;
import socketlab.protocol.Output;

/**
 * Bytes on their way out of a ring. They belong to the kernel until it says how many it sent: they
 * stay in a slot of native memory until then, and so does the descriptor of a closed connection,
 * which is leaving. Confined to the loop's thread.
 */
final class Sends {
  /** How long the last bytes of a closed connection may take to leave. */
  static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int SLOT_BYTES = 64 * 1024;
  private static final int MSG_NOSIGNAL = 0x4000;

  private final UringLoop loop;
  private final IoUring ring;
  private final Operations operations;
  private final SendSlots slots = new SendSlots(SLOT_BYTES);

  /** Sends that are over, to be used again: a request is to allocate nothing. */
  private final ArrayList<Send> free = new ArrayList<>();

  /** Closed, with bytes still under way; what the loop's own list no longer knows of. */
  private final ArrayList<UringConnection> leaving = new ArrayList<>();

  Sends(UringLoop loop, IoUring ring, Operations operations) {
    this.loop = loop;
    this.ring = ring;
    this.operations = operations;
  }

  /** The one send a connection has under way. */
  private final class Send extends Operation {
    private UringConnection c;
    private int slot;
    private int from;
    private int to;

    /** The first bytes of an output, as many as a slot has room for: how many these are. */
    int begin(UringConnection connection, Output output) {
      c = connection;
      from = 0;
      to = Math.min(output.size(), SLOT_BYTES);
      slot = slots.fill(output.array(), output.offset(), to);
      submit();
      return to;
    }

    private void submit() {
      ring.submit(
          IoUring.SEND,
          0,
          0,
          c.fd,
          0,
          slots.address(slot) + from,
          to - from,
          MSG_NOSIGNAL,
          operations.begin(this),
          0);
    }

    @Override
    void completed(int result, int flags) {
      if (result > 0 && result < to - from) {
        from += result;
        submit();
        return;
      }
      UringConnection over = c;
      c = null;
      slots.giveBack(slot);
      free.add(this);
      sent(over, result);
    }
  }

  /**
   * Begins to send what an output holds, as much as fits into a slot. The connection has no other
   * send under way.
   */
  void begin(UringConnection c, Output output) {
    Send send = free.isEmpty() ? new Send() : free.removeLast();
    c.send = send;
    output.sent(send.begin(c, output));
  }

  /** A send is over: all of it has left, or what it failed with, minus errno. */
  private void sent(UringConnection c, int result) {
    c.send = null;
    if (c.closed) {
      leaving.remove(c);
      closeDescriptor(c);
    } else if (result < 0) {
      loop.connections.close(c);
    } else if (c.unsent != null) {
      loop.conversations.writable(c);
    }
  }

  /** Closes the descriptor of a connection that has been closed, as soon as its bytes have left. */
  void closeBehind(UringConnection c) {
    if (c.send == null) {
      closeDescriptor(c);
    } else {
      c.leavingUntil = loop.now() + LEAVE_NANOS;
      leaving.add(c);
    }
  }

  /** The receive has been cancelled before it in the queue, so nothing holds the socket open. */
  private void closeDescriptor(UringConnection c) {
    ring.submit(IoUring.CLOSE, IoUring.SKIP_SUCCESS, 0, c.fd, 0, 0, 0, 0, Operations.NOBODY, 0);
  }

  boolean anyLeaving() {
    return !leaving.isEmpty();
  }

  /** A peer that does not take the last bytes does not keep them for ever. */
  void abandonLate() {
    for (UringConnection c : leaving) {
      if (c.send != null && c.leavingUntil - loop.now() <= 0) {
        operations.cancel(c.send);
        c.leavingUntil = Long.MAX_VALUE / 2;
      }
    }
  }

  /** The ring has been closed: the kernel has no more use for any of it. */
  void close() {
    leaving.forEach(c -> Sockets.close(c.fd));
    slots.close();
  }
}
