// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import java.util.concurrent.Future;
import java.util.function.Supplier;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Response;

/**
 * An answer that waits, but not for ever, and is given once. It comes by whoever is first: what it
 * waits for, the clock, or the connection's thread when the server stops or the peer has ended its
 * sending side; and not at all when the connection is gone. Its place is free then, whichever it
 * was.
 *
 * <p>Thread contract: {@link #await} by the handler; all else by any thread.
 */
public abstract class WaitingAnswer implements Pending {
  private Response response;
  private Future<?> alarm;
  private boolean over;

  /** Its end was asked for, maybe before it was known where the answer goes. */
  private boolean isWanted;

  /**
   * Begins to wait; ends at once when that was asked for meanwhile.
   *
   * @param begin watches what it waits for, and sets a clock that calls {@link #end}; run once at
   *     most
   */
  protected final void await(Response answered, Supplier<Future<?>> begin) {
    Response later = answered.later(this);
    synchronized (this) {
      response = later;
      if (over) {
        return;
      }
      if (!isWanted) {
        alarm = begin.get();
        return;
      }
    }
    end();
  }

  /** Answers with what there is now, unless it has been answered or is of no use. */
  protected final void end() {
    Response known;
    synchronized (this) {
      isWanted = true;
      known = response;
    }
    if (known != null && leave()) {
      answer(known);
    }
  }

  /** True for the first who says that it is over. */
  private boolean leave() {
    synchronized (this) {
      if (over) {
        return false;
      }
      over = true;
      if (alarm != null) {
        alarm.cancel(false);
      }
    }
    free();
    return true;
  }

  /** Writes the answer; called once at most. */
  protected abstract void answer(Response response);

  /** Gives back what it holds, whether it was answered or not; called once at most. */
  protected abstract void free();

  @Override
  public final void stopping() {
    end();
  }

  @Override
  public final void peerEnded() {
    end();
  }

  @Override
  public final void closed() {
    leave();
  }
}
