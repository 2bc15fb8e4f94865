// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One descriptor that a loop owns, from when it {@linkplain #join joins} the loop to its close,
 * with the operations of its transport: a stream, an acceptor, a connect under way, a datagram
 * socket.
 *
 * <p>Thread contract: confined to the loop's thread, but for {@link #wake}, which any thread may
 * call. Every other thread speaks to an endpoint by {@link EventLoop#execute}.
 */
public abstract class Endpoint extends Task {
  private static final VarHandle WOKEN;

  static {
    try {
      WOKEN = MethodHandles.lookup().findVarHandle(Endpoint.class, "woken", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  protected final EventLoop loop;

  /** Links of the loop's list. */
  Endpoint before;

  Endpoint after;

  private boolean open;
  private volatile boolean woken;

  protected Endpoint(EventLoop loop) {
    this.loop = loop;
  }

  /** From now on the loop looks after it. */
  protected final void join() {
    open = true;
    if (hasTimeLimits() && !loop.endpoints.anyTimed()) {
      // Nothing had to be looked at while there was none.
      loop.restartTicks();
    }
    loop.endpoints.add(this);
  }

  /**
   * The loop looks after it no more; the endpoint has closed its descriptor, or is about to.
   *
   * @return false when it had left before: whoever closes an endpoint does so once
   */
  protected final boolean leave() {
    if (!open) {
      return false;
    }
    open = false;
    loop.endpoints.remove(this);
    return true;
  }

  public final boolean isOpen() {
    return open;
  }

  /** True when the loop has to {@linkplain #checkTime look at it} from time to time. */
  protected boolean hasTimeLimits() {
    return false;
  }

  /** Ends what has taken too long, by {@link System#nanoTime}. */
  protected void checkTime(long now) {}

  /** The server stops: takes what the kernel has queued for it, and then no more. */
  protected void stopAccepting() {}

  /** Finishes what is in flight, begins nothing new, and closes when that is done. */
  protected abstract void drain();

  /**
   * Closes at once, whatever its state.
   *
   * @return true when something was cut off by it that had not come to its own end
   */
  protected abstract boolean cutOff();

  /** What {@link #wake} asked for, on the loop's thread. */
  protected void woken() {}

  /**
   * Has the loop call {@link #woken}: however often this is called before the loop comes to it, it
   * is one task. Any thread.
   */
  public final void wake() {
    if (WOKEN.compareAndSet(this, false, true)) {
      loop.add(this);
    }
  }

  @Override
  final void perform() {
    // Before it looks, so that what becomes ready behind its back wakes it again.
    woken = false;
    woken();
  }
}
