// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import java.net.InetAddress;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.NetworkNamespace;
import socketlab.linux.network.PacketMemory;
import socketlab.linux.network.Tun;
import socketlab.linux.poll.EventFd;
import socketlab.linux.poll.Poll;
import socketlab.linux.process.TimerSlack;

/**
 * A link with a delay, loss and a rate between this network namespace and a peer, which is this
 * namespace again: a server that listens on {@link #own()} is reached at {@link #peer()}, and in
 * between lies the link.
 *
 * <pre>
 *   client ──▶ kernel ──▶ TUN ──▶ the link's thread: turn, lose, queue, hold ──▶ TUN ──▶ kernel ──▶ server
 * </pre>
 *
 * <p>One thread, {@code lab-link}, carries everything; a packet costs two system calls and no
 * allocation. Any thread may ask for the counters; one closes.
 */
public final class Link implements AutoCloseable {

  private static final String NAME = "lab0";
  private static final int MTU = 1500;

  /** Packets under way at once, both directions together: a power of two. */
  private static final int ROOM = LinkOptions.MAX_QUEUE;

  /** Read in one go, so that what is due meanwhile does not wait long. */
  private static final int BATCH = 32;

  private final Tun tun;
  private final PacketTap tap;
  private final PacketMemory memory = new PacketMemory(ROOM + 1, MTU);
  private final EventFd stop = new EventFd();
  private final Poll poll;
  private final LinkDirection out;
  private final LinkDirection back;
  private final AtomicLong ignored = new AtomicLong();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final long start = System.nanoTime();
  private final Thread thread = Thread.ofPlatform().name("lab-link").daemon().unstarted(this::run);

  /** A stack of the slots that hold nothing. */
  private final int[] free = new int[ROOM + 1];

  private int freeCount = free.length;
  private volatile boolean stopping;
  private boolean closed;

  private Link(LinkOptions options, PacketTap tap, Tun tun) {
    this.tun = tun;
    this.tap = tap;
    poll = new Poll(tun.descriptor(), stop.descriptor());
    SplittableRandom random = new SplittableRandom(options.seed());
    out = new LinkDirection(options, random.split(), ROOM);
    back = new LinkDirection(options, random.split(), ROOM);
    for (int slot = 0; slot < free.length; slot++) {
      free[slot] = slot;
    }
  }

  /** Whether a link can be had, in a network namespace of one's own. */
  public static Availability availability() {
    return Tun.availability().and(NetworkNamespace::availability);
  }

  /**
   * Opens the link of the calling thread's network namespace, which has to be its own, and starts
   * its thread. A namespace has room for one.
   *
   * @throws UnsupportedOperationException when /dev/net/tun may not be opened
   * @throws socketlab.linux.libc.NativeException EPERM when the namespace is not the caller's own,
   *     EBUSY when it has a link
   */
  public static Link open(LinkOptions options) {
    return open(options, PacketTap.NONE);
  }

  /**
   * The same, with somebody who sees the packets.
   *
   * @param tap called by the link's thread
   */
  public static Link open(LinkOptions options, PacketTap tap) {
    Tun tun =
        Tun.open(
            NAME,
            Readdressing.address(Readdressing.OWN),
            Readdressing.address(Readdressing.MASK),
            MTU,
            ROOM);
    Link link = new Link(options, tap, tun);
    link.thread.start();
    return link;
  }

  /** Where a server listens, 10.99.0.1; 0.0.0.0 will do. */
  public static InetAddress own() {
    return Readdressing.address(Readdressing.OWN);
  }

  /** Where a client finds it, 10.99.0.2. */
  public static InetAddress peer() {
    return Readdressing.address(Readdressing.PEER);
  }

  /** What it has done up to now; any thread of its namespace. */
  public LinkCounters counters() {
    return new LinkCounters(out.read(), back.read(), ignored.getOpaque(), tun.missed());
  }

  /** Completed with what ended the link's thread, if not {@link #close}. */
  public CompletionStage<Throwable> failure() {
    return failure;
  }

  private void run() {
    try {
      TimerSlack.none();
      while (!stopping) {
        deliver(out, true);
        deliver(back, false);
        if (!take()) {
          poll.await(untilDue());
        }
      }
    } catch (Throwable t) {
      failure.complete(t);
    }
  }

  /** Nanoseconds since the link was opened. */
  private long now() {
    return System.nanoTime() - start;
  }

  /** Nanoseconds until the next packet is due; -1 while none is under way. */
  private long untilDue() {
    long due = Math.min(out.due(), back.due());
    return due == Long.MAX_VALUE ? -1 : Math.max(0, due - now());
  }

  /** Hands over what is due. */
  private void deliver(LinkDirection direction, boolean isOut) {
    long now = now();
    while (direction.due() <= now) {
      int slot = direction.next();
      tap.arrives(isOut, start + now);
      if (tun.write(memory, slot)) {
        direction.arrived(memory.length(slot));
      } else {
        ignore();
      }
      free[freeCount++] = slot;
    }
  }

  /**
   * Reads what the kernel has sent.
   *
   * @return whether there may be more
   */
  private boolean take() {
    for (int i = 0; i < BATCH; i++) {
      // One slot is always free: what finds no other is read into it, and dropped.
      int slot = free[freeCount - 1];
      if (!tun.read(memory, slot)) {
        return false;
      }
      switch (Readdressing.way(memory, slot)) {
        case OUT -> carry(out, slot);
        case BACK -> carry(back, slot);
        case NONE -> ignore();
      }
    }
    return true;
  }

  private void carry(LinkDirection direction, int slot) {
    if (freeCount == 1) {
      direction.drop();
      return;
    }
    long now = now();
    if (direction.offer(slot, memory.length(slot), now) != LinkDirection.Fate.CARRIED) {
      return;
    }
    freeCount--;
    boolean isOut = direction == out;
    // Both ways with the addresses that the client has for itself and its server.
    if (isOut) {
      tap.enters(true, memory, slot, start + now);
    }
    Readdressing.apply(memory, slot);
    if (!isOut) {
      tap.enters(false, memory, slot, start + now);
    }
  }

  private void ignore() {
    ignored.setOpaque(ignored.getPlain() + 1);
  }

  /** Ends the link's thread and its interface; what is under way is lost. Twice is once. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    stopping = true;
    stop.signal();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    poll.close();
    stop.close();
    tun.close();
    memory.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
