// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

/**
 * An answer that is not ready at once: the message it belongs to, and the bytes it will leave by.
 *
 * <p>Thread contract: made and emptied by the connection's thread; in between, written by exactly
 * one other thread, which ends by {@link #complete()}. That volatile write hands {@link #output()}
 * back.
 */
public abstract class Answer {
  private final Output output;
  private final Peer peer;
  private volatile boolean ready;
  Answer next;

  /**
   * @param capacity bytes its output holds before it first grows
   * @param peer woken when the answer has become ready
   */
  protected Answer(int capacity, Peer peer) {
    this.output = new Output(capacity);
    this.peer = peer;
  }

  public final Output output() {
    return output;
  }

  /** The last word of the thread that made the answer. */
  protected final void complete() {
    ready = true;
    wake();
  }

  /** Has the connection's thread look at what is ready. By any thread. */
  protected void wake() {
    peer.wake();
  }

  public final boolean isReady() {
    return ready;
  }

  /** Makes it fit for another message; its owner calls this once the answer has left. */
  protected final void renew() {
    ready = false;
    output.clear();
  }
}
