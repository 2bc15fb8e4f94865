// SPDX-License-Identifier: Apache-2.0
package socketlab.net.uring;

import java.util.ArrayList;
import socketlab.linux.uring.IoUring;
import socketlab.linux.uring.SendSlots;
import socketlab.protocol.Output;

/**
 * Bytes on their way out of a ring. They belong to the kernel until it says how many it sent: they
 * stay in a slot of native memory until then. Confined to the loop's thread.
 */
final class Sends {
  /**
   * Most answers and every notification fit into one of these. A message to all clients of a loop
   * has as many sends under way as there are clients, so that slots of one size, the largest, would
   * cost 64 KiB a client.
   */
  private static final int SMALL_BYTES = 1024;

  private static final int LARGE_BYTES = 64 * 1024;

  private final IoUring ring;
  private final Operations operations;
  private final SendSlots small = new SendSlots(SMALL_BYTES);
  private final SendSlots large = new SendSlots(LARGE_BYTES);

  /** Sends that are over, to be used again: a request is to allocate nothing. */
  private final ArrayList<Send> free = new ArrayList<>();

  private int underWay;

  Sends(IoUring ring, Operations operations) {
    this.ring = ring;
    this.operations = operations;
  }

  /**
   * Begins to send what an output holds, as much as fits into a slot.
   *
   * @param stream has no other send under way
   */
  Operation begin(UringStream stream, Output output) {
    Send send = free.isEmpty() ? new Send() : free.removeLast();
    output.sent(send.begin(stream, output));
    underWay++;
    return send;
  }

  /** True while the kernel has bytes of ours. */
  boolean anyUnderWay() {
    return underWay > 0;
  }

  /** The ring has been closed: the kernel has no more use for any of it. */
  void close() {
    small.close();
    large.close();
  }

  /** The one send that a stream has under way. */
  private final class Send extends Operation {
    private UringStream stream;
    private SendSlots slots;
    private int slot;
    private int from;
    private int to;

    /** The first bytes of an output, as many as a slot has room for: how many these are. */
    int begin(UringStream of, Output output) {
      stream = of;
      from = 0;
      to = Math.min(output.size(), LARGE_BYTES);
      slots = to <= SMALL_BYTES ? small : large;
      slot = slots.fill(output.array(), output.offset(), to);
      submit();
      return to;
    }

    private void submit() {
      ring.send(stream.descriptor(), slots.address(slot) + from, to - from, operations.begin(this));
    }

    @Override
    protected void completed(int result, int buffer) {
      if (result > 0 && result < to - from && stream.isOpen()) {
        from += result;
        submit();
        stream.sentSome();
        return;
      }
      UringStream over = stream;
      stream = null;
      slots.giveBack(slot);
      free.add(this);
      underWay--;
      over.sent(result);
    }
  }
}
