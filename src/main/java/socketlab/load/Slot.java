// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.net.InetAddress;
import socketlab.load.count.Failure;
import socketlab.load.count.Ledger;
import socketlab.load.plan.AnswerReader;
import socketlab.load.plan.LoadPlan;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;

/**
 * A place for one connection after another, and the requests that are under way on it, in the order
 * in which their answers come. Confined to its lane's thread.
 *
 * <pre>
 *   CLOSED ──connect──▶ CONNECTING ──▶ OPEN: send ⇄ receive ──▶ ENDING ──▶ CLOSED
 *                           └── failed, or too late ──────────────────────────┘
 * </pre>
 */
final class Slot implements Session, SessionFactory {
  private enum Place {
    CLOSED,
    CONNECTING,
    OPEN,
    ENDING
  }

  private final Lane lane;
  private final AnswerReader answers;
  private final byte[] request;
  private final boolean once;
  private final int depth;

  /**
   * A ring of the requests under way: when each was meant to start, and when it did: by its bytes,
   * or by a connect of its own.
   */
  private final long[] intended;

  private final long[] sent;
  private int oldest;
  private int underWay;

  /** The youngest of those under way that are not written yet. */
  private int unsent;

  private Place place = Place.CLOSED;
  private Peer peer;
  private long connectBegan;
  private InetAddress from;
  private long firstByteAt;

  /** When the request of a connection of its own was written: behind the connect. */
  private long writtenAt;

  private int answered;
  private boolean ready;
  private boolean useful;

  /** Whether a request of the measured time was answered here. */
  private boolean served;

  /** Why the connection ends, if it is not by the peer's reset. */
  private Failure ending;

  Slot(Lane lane, LoadPlan plan) {
    this.lane = lane;
    once = plan.newConnection();
    depth = plan.pipeline();
    request = once ? plan.target().lastRequest() : plan.target().request();
    answers = plan.target().answers().get();
    intended = new long[depth];
    sent = new long[depth];
  }

  // What the lane asks for.

  /** Sends a request, on a connection of its own where that is the plan. */
  void take(long start, long now) {
    ready = false;
    push(start, now);
    unsent++;
    if (once) {
      connect(now);
    } else {
      peer.wake();
    }
  }

  void connect(long now) {
    place = Place.CONNECTING;
    connectBegan = now;
    from = lane.connect(this, this::connectFailed);
  }

  /** True when it waits for a connection for longer than this. */
  boolean isConnectingSince(long nanos, long now) {
    return place == Place.CONNECTING && ending == null && now - connectBegan >= nanos;
  }

  /** Nobody waits for this connection any more; when the kernel still makes it, it is closed. */
  void giveUpConnecting(long now) {
    ending = Failure.TIMEOUT;
    failAll(Failure.TIMEOUT, now);
  }

  boolean isReady() {
    return ready;
  }

  /** Tells the ledger what is under way at the end. */
  void account(Ledger ledger) {
    for (int i = 0; i < underWay; i++) {
      int at = (oldest + i) % depth;
      ledger.unfinished(intended[at], sent[at]);
    }
  }

  // The connection.

  private void connectFailed(IOException e) {
    boolean givenUp = ending != null;
    ending = null;
    place = Place.CLOSED;
    lane.connectFailed(this, from, givenUp ? null : Failure.ofConnect(e), lane.now());
  }

  @Override
  public Session open(Peer peer) {
    this.peer = peer;
    useful = false;
    answers.reset();
    place = ending == null ? Place.OPEN : Place.ENDING;
    lane.connected(ending == null, connectBegan, lane.now());
    return this;
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    long now = lane.now();
    int at = from;
    while (at < to && place == Place.OPEN) {
      int taken = underWay == 0 ? 0 : answers.read(bytes, at, to);
      if (firstByteAt == 0) {
        firstByteAt = now;
      }
      at += taken;
      if (underWay == 0 || answers.isBroken()) {
        end(Failure.MALFORMED);
      } else if (answers.isComplete()) {
        complete(now);
      } else if (taken == 0) {
        break;
      }
    }
    if (place == Place.OPEN) {
      fill(out, now);
    }
    return place == Place.OPEN ? at - from : to - from;
  }

  private void complete(long now) {
    long start = intended[oldest];
    long began = sent[oldest];
    pop(now);
    lane.ledger.answered(answers.status(), start, now);
    if (!served && lane.ledger.counts(start)) {
      served = true;
      lane.ledger.tally.answeredOn++;
    }
    if (answers.isGood()) {
      lane.ledger.completed(start, began, firstByteAt - (once ? writtenAt : began), now);
    } else {
      lane.ledger.failed(Failure.STATUS, start, began, now);
    }
    answered++;
    useful = true;
    firstByteAt = 0;
    if (once || answers.isLast()) {
      end(Failure.SHORT);
    } else {
      answers.next();
    }
  }

  /** Writes what is to be sent, and says that there is room where there is. */
  private void fill(Output out, long now) {
    if (unsent > 0) {
      writtenAt = now;
    }
    for (; unsent > 0; unsent--) {
      out.put(request);
    }
    if (once) {
      return;
    }
    // Without a schedule, nobody is kept waiting when several requests share a write.
    int most = lane.isOpen() || underWay <= depth / 4 ? depth : underWay;
    // One that waits for its turn takes nothing before it, or it might be full when its turn comes.
    while (!ready && underWay < most && lane.isDue(now)) {
      push(lane.start(now), now);
      out.put(request);
    }
    if (underWay < most && !ready) {
      ready = true;
      lane.ready(this);
    }
  }

  private void push(long start, long now) {
    int at = (oldest + underWay) % depth;
    intended[at] = start;
    sent[at] = now;
    underWay++;
    lane.underWay(1, now);
    lane.ledger.begun(start);
  }

  private void pop(long now) {
    oldest = (oldest + 1) % depth;
    underWay--;
    lane.underWay(-1, now);
  }

  private void end(Failure why) {
    place = Place.ENDING;
    ending = why;
  }

  /** Nothing that is under way will be answered. */
  void failAll(Failure why, long now) {
    while (underWay > 0) {
      lane.ledger.failed(why, intended[oldest], sent[oldest], now);
      pop(now);
    }
    unsent = 0;
  }

  @Override
  public void resume(Output out) {
    if (place == Place.OPEN) {
      fill(out, lane.now());
    }
  }

  @Override
  public void endOfInput(Output out) {
    if (place == Place.OPEN) {
      if (underWay > 0 && answers.endOfInput()) {
        complete(lane.now());
      }
      end(Failure.SHORT);
    }
  }

  @Override
  public void timeout(Output out) {
    if (underWay > 0) {
      end(Failure.TIMEOUT);
    }
  }

  @Override
  public void stop(Output out) {
    end(Failure.SHORT);
  }

  @Override
  public void closed() {
    long now = lane.now();
    boolean late = underWay > 0 && now - sent[oldest] >= lane.timeoutNanos();
    failAll(ending != null ? ending : late ? Failure.TIMEOUT : Failure.RESET, now);
    ending = null;
    firstByteAt = 0;
    place = Place.CLOSED;
    lane.closed(this, useful, now);
    ready = false;
  }

  @Override
  public State state() {
    return switch (place) {
      case ENDING, CLOSED -> State.OVER;
      case OPEN, CONNECTING -> State.OPEN;
    };
  }

  /** A server may be slow to answer, but for so long. */
  @Override
  public long deadline() {
    return underWay == 0 ? NEVER : sent[oldest] + lane.timeoutNanos();
  }

  @Override
  public int taken() {
    int taken = answered;
    answered = 0;
    return taken;
  }
}
