// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one thread has done. Plain fields of their owner: it counts without a fence and without a
 * locked instruction, and any other thread may look. A look costs the owner nothing and sees each
 * number whole, if perhaps a moment old (opaque access: see {@link VarHandle}).
 */
public final class Counters {
  private static final VarHandle ACCEPTED = handle("accepted");
  private static final VarHandle OPENED = handle("opened");
  private static final VarHandle ENDED = handle("ended");
  private static final VarHandle REQUESTS = handle("requests");
  private static final VarHandle BYTES_IN = handle("bytesIn");
  private static final VarHandle BYTES_OUT = handle("bytesOut");
  private static final VarHandle SYSTEM_CALLS = handle("systemCalls");
  private static final VarHandle BATCHES = handle("batches");
  private static final VarHandle WAKE_UPS = handle("wakeUps");

  private long accepted;
  private long opened;
  private long ended;
  private long requests;
  private long bytesIn;
  private long bytesOut;
  private long systemCalls;
  private long batches;
  private long wakeUps;

  /**
   * The numbers at one moment.
   *
   * @param accepted connections taken off an accept queue
   * @param open connections this thread owns now
   * @param requests whole messages taken
   * @param bytesIn bytes received
   * @param bytesOut bytes handed to the kernel
   * @param systemCalls calls into the kernel that this thread made for its sockets and its poller,
   *     and one for each wake-up, which the waker makes. What the JVM calls for itself (futex,
   *     memory) is not in it, nor what the JDK's own poller calls for virtual threads
   * @param batches waits in the poller that brought something
   * @param wakeUps how often another thread had to wake this one
   */
  public record Snapshot(
      long accepted,
      long open,
      long requests,
      long bytesIn,
      long bytesOut,
      long systemCalls,
      long batches,
      long wakeUps) {
    public static final Snapshot ZERO = new Snapshot(0, 0, 0, 0, 0, 0, 0, 0);

    public Snapshot plus(Snapshot other) {
      return new Snapshot(
          accepted + other.accepted,
          open + other.open,
          requests + other.requests,
          bytesIn + other.bytesIn,
          bytesOut + other.bytesOut,
          systemCalls + other.systemCalls,
          batches + other.batches,
          wakeUps + other.wakeUps);
    }
  }

  public void accepted() {
    ACCEPTED.setOpaque(this, accepted + 1);
  }

  /** By the owner. */
  public long open() {
    return opened - ended;
  }

  public void opened() {
    OPENED.setOpaque(this, opened + 1);
  }

  public void closed() {
    ENDED.setOpaque(this, ended + 1);
  }

  public void requests(int count) {
    REQUESTS.setOpaque(this, requests + count);
  }

  public void bytesIn(int count) {
    BYTES_IN.setOpaque(this, bytesIn + count);
  }

  public void bytesOut(int count) {
    BYTES_OUT.setOpaque(this, bytesOut + count);
  }

  public void systemCalls(int count) {
    SYSTEM_CALLS.setOpaque(this, systemCalls + count);
  }

  /** A wait in the poller brought something. */
  public void batch() {
    BATCHES.setOpaque(this, batches + 1);
  }

  /** Another thread wakes this one; called by that one, which pays for a system call anyway. */
  public void wokenUp() {
    WAKE_UPS.getAndAdd(this, 1L);
  }

  /** How often another thread has woken this one; any thread. */
  public long wakeUps() {
    return (long) WAKE_UPS.getOpaque(this);
  }

  /** Connections this thread owned and closed; any thread. */
  public long ended() {
    return (long) ENDED.getOpaque(this);
  }

  /** Adds up what a thread has done that has ended; the caller keeps other callers out. */
  public void add(Counters other) {
    accepted += other.accepted;
    opened += other.opened;
    ended += other.ended;
    requests += other.requests;
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    systemCalls += other.systemCalls;
    batches += other.batches;
    wakeUps += other.wakeUps;
  }

  /** Reads the counters; any thread. */
  public Snapshot read() {
    return new Snapshot(
        (long) ACCEPTED.getOpaque(this),
        (long) OPENED.getOpaque(this) - ended(),
        (long) REQUESTS.getOpaque(this),
        (long) BYTES_IN.getOpaque(this),
        (long) BYTES_OUT.getOpaque(this),
        (long) SYSTEM_CALLS.getOpaque(this) + wakeUps(),
        (long) BATCHES.getOpaque(this),
        wakeUps());
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(Counters.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
