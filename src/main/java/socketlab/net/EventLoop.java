// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import socketlab.linux.process.Affinity;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;

/**
 * One thread, one poller, and the connections it owns.
 *
 * <pre>
 *        ┌──────────────────────── one turn ────────────────────────┐
 *        ▼                                                          │
 *   wait in the poller ─▶ events: accept · read · write ─▶ tasks ─▶ clock
 *                              │                    (adopt, wake,   (time limits,
 *                              ▼                     execute)        accept again)
 *                     session ─▶ Output ─▶ one write a connection
 * </pre>
 *
 * <p>This class is the half that all transports share; a transport waits, reads and writes. What is
 * accepted is for {@link Acceptor}, whom the loop owns for {@link Connections}, and what they say
 * for {@link Conversations}. Thread contract: {@link #accept}, {@link #adopt}, {@link #connect},
 * {@link #execute} and the two halves of stopping may be called by any thread; everything else
 * happens on the loop's own.
 */
public abstract class EventLoop implements Executor {
  /**
   * What a loop is told.
   *
   * @param name the thread's name
   * @param role what it does: acceptor, reader, …
   * @param sessions opens the protocol for each connection it adopts
   * @param handlers where complete messages are worked on
   * @param limit of open connections, shared by all loops of a server
   * @param cpu the processor to stay on, or -1 for any
   * @param problems told, in one line, what went wrong and was survived; any thread
   * @param failed told of what ended the loop; called by the loop's thread
   */
  public record Config(
      String name,
      String role,
      SessionFactory sessions,
      Executor handlers,
      Timeouts timeouts,
      ConnectionLimit limit,
      int cpu,
      Consumer<String> problems,
      Consumer<Throwable> failed) {}

  final Config config;
  final Counters counters = new Counters();
  final Connections connections;
  final Conversations conversations;
  private final Thread thread;
  private final TaskQueue tasks = new TaskQueue();
  private final Acceptors acceptors = new Acceptors(this);
  private final Alarm alarm = new Alarm();
  private final Clock clock;

  /** System calls of this turn; whoever makes one counts it. */
  int calls;

  private boolean stopping;
  private boolean draining;
  private long drainUntil;
  private boolean interrupted;

  /** True while the loop may be asleep in its poller, and has to be woken to see a task. */
  private volatile boolean asleep;

  private volatile boolean finished;

  EventLoop(Config config) {
    this.config = config;
    Outputs outputs = new Outputs();
    this.connections = new Connections(this, outputs);
    this.conversations = new Conversations(this, connections, outputs);
    this.clock = new Clock(config.timeouts.tick());
    this.thread = new Thread(this::loop, config.name);
  }

  // What a transport does.

  /**
   * Waits for events, at most this long (-1: for ever, 0: not at all), and handles them.
   *
   * @return how many there were
   */
  abstract int poll(long nanos) throws IOException;

  /** Makes {@link #poll} return; any thread. */
  abstract void wakeup();

  abstract Acceptor acceptor(Listener listener, Consumer<Accepted> taker) throws IOException;

  /** Makes a connection of this loop out of an accepted one. */
  abstract LoopConnection register(Accepted accepted) throws IOException;

  /**
   * Begins to read a connection that has its session now.
   *
   * @param spoken the peer is the one that speaks first, so its bytes may be there
   */
  abstract void begin(LoopConnection connection, boolean spoken);

  /**
   * Reads all that has arrived by now, and gives it to {@link Conversations#received} or {@link
   * Conversations#inputEnded}.
   */
  abstract void readNow(LoopConnection connection);

  /** Sends what the socket takes, in one call where that is all; true when nothing is left. */
  abstract boolean write(LoopConnection connection, Output out) throws IOException;

  /** Says which events of the connection matter from now on. */
  abstract void interest(LoopConnection connection, boolean read, boolean write);

  abstract void shutdownOutput(LoopConnection connection) throws IOException;

  abstract void closeSocket(LoopConnection connection);

  /**
   * Begins to connect, from an address of this machine or null; ends in {@link
   * Conversations#connected} or in {@code failed}.
   */
  abstract void startConnect(
      InetAddress from,
      SocketAddress address,
      SessionFactory sessions,
      Consumer<IOException> failed);

  /** Gives the poller back to the kernel; the loop has ended. */
  abstract void closePoller() throws IOException;

  /**
   * How much of the time to an alarm, in nanoseconds, the poller can sleep without being late; it
   * looks without waiting during the rest.
   */
  long sleepable(long nanos) {
    return nanos;
  }

  // What the loop's own thread may ask for.

  /**
   * Calls back at a time, by this thread, before the tasks of that turn: to the nearest hundredth
   * of a millisecond where the transport is native, and by spinning through the last millisecond
   * under {@code nio}. A loop has one alarm; to set it again is to move it.
   *
   * @param at by {@link System#nanoTime}
   */
  public final void alarm(long at, Runnable action) {
    alarm.set(at, action);
  }

  // What any thread may ask for.

  public final String name() {
    return config.name;
  }

  public final String role() {
    return config.role;
  }

  /** What this loop's thread has counted. */
  public final Counters counters() {
    return counters;
  }

  /** Starts the thread. */
  public final void start() {
    thread.start();
  }

  /**
   * Accepts from a listener and gives each connection to the taker, which is called by this loop.
   */
  public final void accept(Listener listener, Consumer<Accepted> taker) {
    execute(
        () -> {
          try {
            acceptors.add(acceptor(listener, taker));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  /** From now on this loop reads that connection. */
  public final void adopt(Accepted accepted) {
    if (Thread.currentThread() == thread) {
      connections.adopt(accepted);
    } else {
      execute(() -> connections.adopt(accepted));
    }
  }

  /**
   * Connects to a server and gives the connection to a session of its own, which is resumed at once
   * so that it may speak first.
   *
   * @param failed called by the loop when there is no connection, or no session for it
   */
  public final void connect(
      SocketAddress address, SessionFactory sessions, Consumer<IOException> failed) {
    connect(null, address, sessions, failed);
  }

  /**
   * The same, from an address of this machine: each has ephemeral ports of its own.
   *
   * @param from null lets the kernel choose
   */
  public final void connect(
      InetAddress from,
      SocketAddress address,
      SessionFactory sessions,
      Consumer<IOException> failed) {
    execute(
        () -> {
          if (stopping) {
            failed.accept(new ClosedChannelException());
          } else {
            startConnect(from, address, sessions, failed);
          }
        });
  }

  /**
   * Runs a task on the loop's thread, after the events at hand. Dropped when the loop has ended.
   */
  @Override
  public final void execute(Runnable task) {
    add(
        new Task() {
          @Override
          void perform() {
            task.run();
          }
        });
  }

  final void add(Task task) {
    tasks.add(task);
    if (finished) {
      // Nobody will come by; an adopted connection must not stay open for that.
      performLast();
    } else if (asleep) {
      asleep = false;
      counters.wokenUp();
      wakeup();
    }
  }

  // The thread.

  private void loop() {
    try {
      if (config.cpu >= 0) {
        Affinity.pin(config.cpu);
      }
      clock.start();
      while (!(draining && connections.isEmpty())) {
        turn();
      }
    } catch (Throwable e) {
      config.failed.accept(e);
    } finally {
      end();
    }
  }

  private void turn() throws IOException {
    clock.turn();
    asleep = true;
    if (poll(tasks.isEmpty() ? untilDue() : 0) > 0) {
      counters.batch();
    }
    awake();
    if (alarm.isSet()) {
      alarm.ringIfDue(now());
    }
    tasks.performAll();
    if (clock.isDue()) {
      tick(clock.now());
    }
    counters.systemCalls(calls);
    calls = 0;
  }

  /** The poller has returned: from here on nobody needs to wake this loop. */
  final void awake() {
    if (asleep) {
      asleep = false;
    }
  }

  /** The time of this turn, by {@link System#nanoTime}. */
  final long now() {
    return clock.now();
  }

  final boolean isStopping() {
    return stopping;
  }

  /** True while the loop finishes what is in flight, and then ends. */
  final boolean isDraining() {
    return draining;
  }

  final boolean hasEnded() {
    return finished;
  }

  private long untilDue() {
    long rest = untilNextTick();
    if (!alarm.isSet()) {
      return rest;
    }
    long untilAlarm = sleepable(alarm.rest());
    return rest < 0 ? untilAlarm : Math.min(rest, untilAlarm);
  }

  private long untilNextTick() {
    if (connections.isEmpty() && !draining && !acceptors.anyPaused()) {
      return -1;
    }
    return clock.untilDue();
  }

  /** What only the clock brings about. */
  private void tick(long now) {
    boolean inTime = clock.looks(!connections.isEmpty());
    if (acceptors.anyPaused()) {
      clock.lookBy(now + Acceptor.BACK_OFF_NANOS);
    }
    if (draining) {
      clock.lookBy(drainUntil);
    }
    acceptors.resumeDue(now);
    if (draining && now - drainUntil >= 0) {
      connections.cutOff();
    } else if (inTime) {
      conversations.checkTimes(now);
    }
  }

  /** The first connection has come: before it, nothing had to be looked at. */
  final void restartTicks() {
    clock.restart();
  }

  // Stopping, in two halves: first all loops accept what has arrived, then all finish it.

  /**
   * Takes what the accept queues hold, then closes the listeners: newcomers are refused.
   *
   * @param done counted down when that has happened
   */
  public final void stopAccepting(CountDownLatch done) {
    execute(
        () -> {
          try {
            acceptors.acceptAll();
          } catch (IOException e) {
            config.problems.accept("taking what an accept queue holds: " + e.getMessage());
          } finally {
            stopping = true;
            acceptors.close();
            done.countDown();
          }
        });
  }

  /**
   * Reads what has arrived, finishes what is in flight, and ends.
   *
   * @param deadline by {@link System#nanoTime}: what is not finished by then is cut off
   */
  public final void drain(long deadline) {
    execute(
        () -> {
          stopping = true;
          draining = true;
          drainUntil = deadline;
          clock.lookBy(now());
          for (LoopConnection c = connections.first(); c != null; ) {
            LoopConnection following = c.after;
            readNow(c);
            c = following;
          }
        });
  }

  /**
   * Waits for the thread's end, and interrupts it when a handler holds it past the deadline.
   *
   * @return connections that were cut off
   */
  public final int join(long deadline) throws InterruptedException {
    Duration grace = Duration.ofMillis(500);
    if (!thread.join(grace.plusNanos(deadline - System.nanoTime()))) {
      thread.interrupt();
      if (!thread.join(grace)) {
        config.problems.accept(config.name + " is held by a handler and was left behind");
        return connections.cut() + 1;
      }
      // Whatever its handler answered, it was not what it would have been.
      interrupted = true;
    }
    return interrupted ? Math.max(1, connections.cut()) : connections.cut();
  }

  /** What is left when the loop has ended; one that fails does not keep the others. */
  private void performLast() {
    while (!tasks.isEmpty()) {
      try {
        tasks.performAll();
      } catch (RuntimeException e) {
        config.problems.accept("a task of " + config.name + " came too late and failed: " + e);
      }
    }
  }

  private void end() {
    // A loop that failed leaves its acceptors and connections behind.
    stopping = true;
    connections.cutOff();
    acceptors.close();
    finished = true;
    performLast();
    try {
      closePoller();
    } catch (IOException | RuntimeException e) {
      config.problems.accept("closing the poller: " + e.getMessage());
    }
  }
}
