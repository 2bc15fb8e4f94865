// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import socketlab.linux.libc.NativeException;
import socketlab.net.listen.AcceptTrouble;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.protocol.Timer;

/**
 * A listener that a loop accepts from, and who gets what it accepts. It keeps the connection limit,
 * and leaves accept alone for a while where that fails.
 *
 * <pre>
 *            place free                    accept fails
 *   FULL ◀─────────────── WATCHING ──────────────────────▶ PAUSED
 *     └──── limit reached ──▶ ▲ ◀──── 200 ms, and again ──────┘
 * </pre>
 */
public abstract class Acceptor extends Endpoint {
  /** How long accept is left alone when it fails for a reason that does not pass by itself. */
  static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Connections accepted before the loop looks at the other events again. */
  private static final int BATCH = 64;

  /** How long accept has to go well before a trouble is over; at the limit it comes and goes. */
  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

  private enum State {
    WATCHING,
    FULL,
    PAUSED
  }

  protected final Listener listener;
  private final Consumer<Accepted> taker;
  private final ConnectionLimit limit;
  private final Runnable placeFree = this::placeFree;
  private Timer pause;
  private State state = State.WATCHING;
  private boolean inTrouble;
  private long failedAt;

  protected Acceptor(EventLoop loop, Listener listener, Consumer<Accepted> taker) {
    super(loop);
    this.listener = listener;
    this.taker = taker;
    this.limit = listener.service().limit();
  }

  /**
   * Takes one connection off the queue.
   *
   * @return null when the queue is empty
   * @throws NativeException when accept fails
   */
  protected abstract Accepted take();

  /**
   * Starts or stops looking at the listener; to ask for what is so already does nothing.
   *
   * @throws NativeException when the kernel does not look at it
   */
  protected abstract void watch(boolean on);

  /** Takes back what the kernel was asked to do by itself, so that {@link #take} gives the rest. */
  protected void disarm() {}

  /** True when {@link #take} has connections that the kernel has accepted already. */
  protected boolean holdsAccepted() {
    return false;
  }

  /** Forgets the listener, as does the kernel on behalf of this loop. */
  protected abstract void deregister() throws IOException;

  /** The listener has been retained for it. */
  final void begin() {
    pause = loop.timer(this::watchAgain);
    join();
    watchAgain();
  }

  private void watchAgain() {
    state = State.WATCHING;
    try {
      watch(true);
    } catch (NativeException e) {
      // Whatever the reason: who is not told of the listener once is not told of it again.
      pause(e);
    }
  }

  /** Accepts what is there, in a batch that leaves the others their turn. */
  protected final void acceptBatch() {
    for (int i = 0; i < BATCH && state == State.WATCHING && accept(); i++) {}
  }

  private boolean accept() {
    if (!limit.acquire(placeFree)) {
      state = State.FULL;
      stopWatching();
      return false;
    }
    Accepted accepted;
    try {
      accepted = take();
    } catch (NativeException e) {
      limit.release();
      return failed(e);
    }
    if (accepted == null) {
      limit.release();
      return false;
    }
    if (inTrouble && loop.now() - failedAt > CALM_NANOS) {
      inTrouble = false;
      loop.problem("accepting again on " + listener);
    }
    pass(accepted);
    return true;
  }

  private void pass(Accepted accepted) {
    loop.counters().accepted();
    taker.accept(accepted);
  }

  /** True when the next connection may well be accepted. */
  private boolean failed(NativeException e) {
    if (AcceptTrouble.of(e.errno()) == AcceptTrouble.OF_THE_PEER) {
      return true;
    }
    pause(e);
    return false;
  }

  /** Leaves the listener alone for a while. */
  private void pause(NativeException e) {
    if (loop.isStopping()) {
      return;
    }
    if (!inTrouble) {
      inTrouble = true;
      loop.problem(
          "cannot accept on "
              + listener
              + ": "
              + e.call()
              + ": "
              + AcceptTrouble.of(e.errno()).describe(e.errno())
              + "; trying again, connections wait in the accept queue");
    }
    failedAt = loop.now();
    state = State.PAUSED;
    stopWatching();
    pause.set(failedAt + BACK_OFF_NANOS);
  }

  private void stopWatching() {
    try {
      watch(false);
    } catch (NativeException e) {
      loop.problem("a listener cannot be left alone: " + e.getMessage());
    }
  }

  /** A place under the connection limit has come free; any thread. */
  private void placeFree() {
    loop.execute(
        () -> {
          if (state == State.FULL && isOpen()) {
            watchAgain();
          }
        });
  }

  /**
   * Takes what the accept queue holds now, whatever the limit: to close the listener would reset
   * those connections. What comes in behind them is refused with the listener's end; under a flood
   * there is no end of taking otherwise.
   */
  @Override
  protected final void stopAccepting() {
    try {
      int left = listener.queued();
      disarm();
      for (; left > 0 || holdsAccepted(); left--) {
        if (!takeQueued()) {
          break;
        }
      }
    } catch (NativeException e) {
      loop.problem("taking what an accept queue holds: " + e.getMessage());
    } finally {
      close();
    }
  }

  /** False when there is none. */
  private boolean takeQueued() {
    Accepted accepted;
    try {
      accepted = take();
    } catch (NativeException e) {
      if (AcceptTrouble.of(e.errno()) == AcceptTrouble.OF_THE_PEER) {
        return true;
      }
      throw e;
    }
    if (accepted == null) {
      return false;
    }
    limit.acquireAnyway();
    pass(accepted);
    return true;
  }

  private void close() {
    if (!leave()) {
      return;
    }
    pause.cancel();
    try {
      deregister();
      listener.release();
    } catch (IOException | NativeException e) {
      loop.problem("closing a listener: " + e.getMessage());
    }
  }

  @Override
  protected final void drain() {
    close();
  }

  @Override
  protected final boolean cutOff() {
    close();
    return false;
  }
}
