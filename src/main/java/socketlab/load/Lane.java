// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import socketlab.linux.libc.Platform;
import socketlab.linux.process.Threads;
import socketlab.load.count.Failure;
import socketlab.load.count.Ledger;
import socketlab.load.count.UnderWay;
import socketlab.load.count.Window;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.net.loop.EventLoop;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Timer;

/**
 * A loop that loads: its connections, its part of the schedule, its ledger.
 *
 * <p>A request that is due and finds no free connection is not stored anywhere. The schedule just
 * stays behind the clock, and a connection that comes free takes what is due first, with the start
 * that was meant: so waiting is charged, and nothing is sent that was not due.
 *
 * <p>All is confined to the loop's thread, but for {@link #begin}, {@link #finish} and {@link
 * #cpuTime}.
 */
final class Lane {
  /** Connects under way at once: a server's accept queue is not to overflow by our beginning. */
  private static final int MOST_CONNECTING = 64;

  /** How long a slot rests whose connect failed; and how often time limits are looked at. */
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  final Ledger ledger;
  final List<Slot> slots = new ArrayList<>();
  private final EventLoop loop;
  private final LoadPlan plan;
  private final Sources sources;
  private final CountDownLatch done;
  private final LongSupplier clock;

  /** Can take a request at once. */
  private final ArrayDeque<Slot> ready = new ArrayDeque<>();

  /** Are to be connected. */
  private final ArrayDeque<Slot> down = new ArrayDeque<>();

  /** Failed to connect, and try again at the next check. */
  private final ArrayDeque<Slot> resting = new ArrayDeque<>();

  private final UnderWay underWay;

  /** The same curve of connections: it is reckoned in the same way. */
  private final UnderWay openCurve;

  private final OpenConnections openConnections;
  private Timer alarm;
  private Window window;
  private Arrivals.Schedule schedule;
  private long nextCheck;
  private int connecting;
  private int open;
  private boolean finished;
  private volatile int tid;

  /**
   * @param connections of this lane
   * @param schedule its part of the arrivals, or null in a closed loop
   * @param done counted down when the measured time is over
   * @param openConnections of all lanes
   * @param securing TLS around each connection, or nothing
   * @param clock {@link System#nanoTime}, or what a test puts in its place
   */
  Lane(
      EventLoop loop,
      LoadPlan plan,
      Window window,
      int connections,
      Arrivals.Schedule schedule,
      CountDownLatch done,
      OpenConnections openConnections,
      Securing securing,
      LongSupplier clock) {
    this.loop = loop;
    this.plan = plan;
    this.window = window;
    this.schedule = schedule;
    this.done = done;
    this.openConnections = openConnections;
    this.clock = clock;
    ledger = new Ledger(window, plan);
    underWay = new UnderWay(window);
    openCurve = new UnderWay(window);
    sources = new Sources(plan.target().address().getAddress());
    for (int i = 0; i < connections; i++) {
      slots.add(new Slot(this, plan, securing));
    }
  }

  // Any thread.

  /** Begins to connect and to load. */
  void begin() {
    loop.execute(
        () -> {
          if (Platform.availability().isAvailable()) {
            tid = Threads.currentTid();
          }
          (plan.newConnection() ? ready : down).addAll(slots);
          ring();
        });
  }

  /** Ends before its time, with what has been measured so far. */
  void finish() {
    loop.execute(
        () -> {
          long now = now();
          if (!finished) {
            finish(now);
          }
        });
  }

  /** What the loop's thread has used; zero where the kernel does not tell. */
  Threads.CpuTime cpuTime() {
    return tid == 0 ? Threads.CpuTime.ZERO : Threads.cpuTime(tid);
  }

  EventLoop loop() {
    return loop;
  }

  Sources sources() {
    return sources;
  }

  // The clock.

  /** The time. An answer that is looked at behind the end is an unfinished request's. */
  long now() {
    long now = clock.getAsLong();
    if (!finished && now - window.end() >= 0) {
      finish(now);
    }
    return now;
  }

  private void ring() {
    long now = now();
    if (finished) {
      return;
    }
    if (now - nextCheck >= 0) {
      check(now);
    }
    dispatch(now);
    connectMore(now);
    setAlarm();
  }

  private void setAlarm() {
    long next = Math.min(nextCheck, window.end());
    if (schedule != null && !ready.isEmpty()) {
      next = Math.min(next, schedule.due());
    }
    if (alarm == null) {
      alarm = loop.timer(this::ring);
    }
    alarm.set(next);
  }

  private void check(long now) {
    nextCheck = now + CHECK_NANOS;
    ledger.turnPage(now);
    for (Slot slot : slots) {
      if (slot.isConnectingSince(timeoutNanos(), now)) {
        giveUpConnecting(slot, now);
      }
    }
    (plan.newConnection() ? ready : down).addAll(resting);
    resting.clear();
  }

  private void giveUpConnecting(Slot slot, long now) {
    if (!plan.newConnection()) {
      failWaiting(Failure.TIMEOUT, now);
    }
    slot.giveUpConnecting(now);
  }

  private void finish(long now) {
    finished = true;
    window = window.endingAt(now);
    ledger.close(window);
    slots.forEach(slot -> slot.account(ledger));
    while (schedule != null && schedule.due() - window.end() < 0) {
      ledger.neverSent(schedule.due());
      schedule.take();
    }
    ledger.tally.open = open;
    ledger.tally.openNanos = openCurve.area(window.end());
    ledger.tally.busyNanos = underWay.area(window.end());
    done.countDown();
  }

  // The schedule.

  /** Whether requests are due by a schedule. */
  boolean isOpen() {
    return schedule != null;
  }

  /** Whether a request may start now. */
  boolean isDue(long now) {
    return !finished && (schedule == null || now - schedule.due() >= 0);
  }

  /** Takes a due request off the schedule: when it was meant to start. */
  long start(long now) {
    if (schedule == null) {
      return now;
    }
    long start = schedule.due();
    schedule.take();
    if (!ready.isEmpty()) {
      ledger.foundFree(start, now);
    }
    return start;
  }

  /** Hands out what is due. */
  void dispatch(long now) {
    while (!ready.isEmpty() && isDue(now)) {
      long start = start(now);
      ready.poll().take(start, now);
    }
  }

  /** A slot can take a request. */
  void ready(Slot slot) {
    ready.add(slot);
    if (schedule != null && !finished) {
      setAlarm();
    }
  }

  /** A slot can take none after all: its server takes no more. */
  void notReady(Slot slot) {
    ready.remove(slot);
  }

  /** A connect failed: so does a request that is due and waits for it, and for no other. */
  private void failWaiting(Failure kind, long now) {
    if (!isDue(now) || schedule != null && !ready.isEmpty()) {
      return;
    }
    long start = start(now);
    ledger.begun(start);
    ledger.failed(kind, start, now, now);
  }

  /** A request begins or ends. */
  void underWay(int change, long now) {
    underWay.change(change, now);
  }

  long timeoutNanos() {
    return plan.timeout().toNanos();
  }

  // Connections.

  private void connectMore(long now) {
    while (!finished && connecting < MOST_CONNECTING && !down.isEmpty()) {
      down.poll().connect(now);
    }
  }

  /** Returns the address it comes from, null where the kernel chooses. */
  InetAddress connect(SessionFactory sessions, Consumer<IOException> failed) {
    connecting++;
    InetAddress from = sources.current();
    loop.connect(new Outgoing(plan.target().address(), from, Session.NEVER, sessions, failed));
    return from;
  }

  /**
   * @param wanted false when nobody waits for this connection any more
   * @param nanos how long the connect took
   */
  void connected(boolean wanted, long nanos, long now) {
    connecting--;
    open++;
    openConnections.opened();
    openCurve.change(1, now);
    if (wanted) {
      ledger.connected(nanos, now);
      connectMore(now);
    }
  }

  /**
   * @param from where it came from
   * @param kind null when that has been counted already
   */
  void connectFailed(Slot slot, InetAddress from, Failure kind, long now) {
    connecting--;
    if (finished) {
      return;
    }
    if (kind == Failure.NO_PORT && sources.leave(from)) {
      slot.connect(now);
      return;
    }
    if (kind != null) {
      if (plan.newConnection()) {
        slot.failAll(kind, now);
      } else {
        failWaiting(kind, now);
      }
    }
    again(slot, false, now);
    connectMore(now);
  }

  /**
   * @param useful whether it brought an answer
   */
  void closed(Slot slot, boolean useful, long now) {
    open--;
    openConnections.closed();
    openCurve.change(-1, now);
    if (slot.isReady()) {
      ready.remove(slot);
    }
    if (finished) {
      return;
    }
    again(slot, useful, now);
    connectMore(now);
  }

  /** A slot has no connection any more. */
  private void again(Slot slot, boolean useful, long now) {
    if (!useful && (schedule == null || !plan.newConnection())) {
      // Nothing says when, and it would be tried again and again.
      resting.add(slot);
    } else if (!plan.newConnection()) {
      down.add(slot);
    } else if (isDue(now)) {
      slot.take(start(now), now);
    } else {
      ready(slot);
    }
  }
}
