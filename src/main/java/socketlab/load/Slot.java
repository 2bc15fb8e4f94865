// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.net.InetAddress;
import socketlab.load.carrier.AnswerListener;
import socketlab.load.carrier.RequestCarrier;
import socketlab.load.count.Failure;
import socketlab.load.count.Ledger;
import socketlab.load.count.StatusCounts;
import socketlab.load.plan.Expectation;
import socketlab.load.plan.LoadPlan;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http2.client.StreamFailure;
import socketlab.tls.client.TlsHandshake;

/**
 * A place for one connection after another, and the requests that are under way on it. Confined to
 * its lane's thread.
 *
 * <pre>
 *   CLOSED ──connect──▶ CONNECTING ──▶ OPEN: send ⇄ receive ──▶ ENDING ──▶ CLOSED
 *                           └── failed, or too late ──────────────────────────┘
 * </pre>
 */
final class Slot implements Session, SessionFactory, AnswerListener {
  private enum Place {
    CLOSED,
    CONNECTING,
    OPEN,
    ENDING
  }

  private final Lane lane;
  private final RequestCarrier carrier;
  private final Expectation expectation;
  private final OpenRequests requests;
  private final boolean once;
  private final boolean refillsByTheDozen;
  private final int depth;

  /** This, or TLS around it. */
  private final SessionFactory wire;

  private Place place = Place.CLOSED;
  private Peer peer;
  private long connectBegan;
  private long established;
  private InetAddress from;

  /** It has said what comes first on this connection. */
  private boolean greeted;

  /** When the request of a connection of its own was written: behind the connect. */
  private long writtenAt;

  /** The time, for what is told while bytes are taken. */
  private long now;

  private int answered;
  private boolean ready;
  private boolean useful;

  /** Whether a request of the measured time was answered here. */
  private boolean served;

  /** Why the connection ends, if it is not by the peer's reset. */
  private Failure ending;

  Slot(Lane lane, LoadPlan plan, Securing securing) {
    this.lane = lane;
    once = plan.newConnection();
    depth = plan.depth();
    refillsByTheDozen = !lane.isOpen() && !plan.target().protocol().isMultiplexed();
    requests = new OpenRequests(depth);
    expectation = plan.target().expectation();
    carrier = plan.target().carriers().make(depth, once, this);
    SessionFactory inside = securing.around(this, this::secured, this::insecure);
    wire =
        peer -> {
          established = lane.now();
          return inside.open(peer);
        };
  }

  // What the lane asks for.

  /** Sends a request, on a connection of its own where that is the plan. */
  void take(long start, long now) {
    ready = false;
    begin(start, now);
    if (once) {
      connect(now);
    } else {
      peer.wake();
    }
  }

  void connect(long now) {
    place = Place.CONNECTING;
    connectBegan = now;
    from = lane.connect(wire, this::connectFailed);
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

  /** What a connection is given to. */
  SessionFactory wire() {
    return wire;
  }

  /** Tells the ledger what is under way at the end. */
  void account(Ledger ledger) {
    requests.forEach(
        request -> ledger.unfinished(requests.intended(request), requests.sent(request)));
  }

  // The connection.

  private void connectFailed(IOException e) {
    connectFailed(Failure.ofConnect(e));
  }

  private void connectFailed(Failure kind) {
    boolean givenUp = ending != null;
    ending = null;
    place = Place.CLOSED;
    lane.connectFailed(this, from, givenUp ? null : kind, lane.now());
  }

  /** TLS is finished with its handshake; the session inside is opened next, or has been. */
  private void secured(TlsHandshake handshake) {
    long at = lane.now();
    lane.ledger.secured(handshake.resumed(), at - established, at);
  }

  /** TLS has failed, in the handshake or behind it. */
  private void insecure(String reason) {
    if (place == Place.CONNECTING) {
      lane.ledger.insecure(reason);
      connectFailed(Failure.TLS);
    } else if (place == Place.OPEN) {
      lane.ledger.insecure(reason);
      end(Failure.TLS);
    }
  }

  @Override
  public Session open(Peer peer) {
    this.peer = peer;
    useful = false;
    greeted = false;
    place = ending == null ? Place.OPEN : Place.ENDING;
    lane.connected(ending == null, established - connectBegan, lane.now());
    return this;
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    now = lane.now();
    if (place != Place.OPEN) {
      return to - from;
    }
    greet(out);
    int taken = carrier.receive(bytes, from, to, out);
    goOn(out);
    return place == Place.OPEN ? taken : to - from;
  }

  private void greet(Output out) {
    if (!greeted) {
      greeted = true;
      carrier.begin(out);
    }
  }

  /** Sees whether the connection has come to its end, and goes on with it if not. */
  private void goOn(Output out) {
    if (place == Place.OPEN && carrier.isBroken()) {
      end(Failure.MALFORMED);
    } else if (place == Place.OPEN && carrier.isOver()) {
      end(Failure.SHORT);
    }
    if (place == Place.OPEN) {
      fill(out);
    } else {
      carrier.leave(out);
    }
  }

  @Override
  public void began(int request) {
    requests.answerBegan(request, now);
  }

  @Override
  public void answered(int request, int status) {
    long start = requests.intended(request);
    long began = requests.sent(request);
    long firstByte = requests.firstByte(request);
    remove(request, now);
    lane.ledger.answered(status, start, now);
    if (!served && lane.ledger.counts(start)) {
      served = true;
      lane.ledger.tally.answeredOn++;
    }
    if (status == StatusCounts.NONE || expectation.accepts(status)) {
      lane.ledger.completed(start, began, firstByte - (once ? writtenAt : began), now);
    } else {
      lane.ledger.failed(Failure.STATUS, start, began, now);
    }
    answered++;
    useful = true;
    if (once) {
      end(Failure.SHORT);
    }
  }

  @Override
  public void failed(int request, StreamFailure why) {
    fail(
        request,
        switch (why.kind()) {
          case NOT_PROCESSED -> Failure.NOT_PROCESSED;
          case MALFORMED -> Failure.MALFORMED;
          case RESET, CONNECTION -> Failure.RESET;
        },
        now);
    if (once) {
      end(Failure.SHORT);
    }
  }

  /** Writes what is to be sent, and says that there is room where there is. */
  private void fill(Output out) {
    if (requests.unsent() != OpenRequests.NONE) {
      writtenAt = now;
    }
    write(out);
    if (once) {
      return;
    }
    int most = room();
    // Without a schedule, nobody is kept waiting when several requests share a write.
    if (!refillsByTheDozen || requests.size() <= depth / 4) {
      // One that waits for its turn takes nothing before it, or it might be full when its turn
      // comes.
      while (!ready && requests.size() < most && lane.isDue(now)) {
        begin(lane.start(now), now);
        write(out);
      }
      if (requests.size() < most && !ready) {
        ready = true;
        lane.ready(this);
      }
    }
    if (ready && requests.size() >= most) {
      ready = false;
      lane.notReady(this);
    }
  }

  private void write(Output out) {
    while (requests.unsent() != OpenRequests.NONE && carrier.room() > 0) {
      int request = requests.unsent();
      requests.wrote();
      carrier.ask(request, out);
    }
  }

  /** How many requests may be under way just now. */
  private int room() {
    if (requests.unsent() != OpenRequests.NONE) {
      return requests.size();
    }
    return (int) Math.min(depth, (long) requests.size() + carrier.room());
  }

  private void begin(long start, long now) {
    requests.add(start, now);
    lane.underWay(1, now);
    lane.ledger.begun(start);
  }

  private void remove(int request, long now) {
    requests.remove(request);
    lane.underWay(-1, now);
  }

  private void end(Failure why) {
    place = Place.ENDING;
    ending = why;
  }

  private void fail(int request, Failure why, long now) {
    long start = requests.intended(request);
    long began = requests.sent(request);
    lane.ledger.failed(why, start, began, now);
    remove(request, now);
  }

  /** Nothing that is under way will be answered. */
  void failAll(Failure why, long now) {
    while (requests.size() > 0) {
      fail(requests.oldest(), why, now);
    }
  }

  @Override
  public void resume(Output out) {
    if (place == Place.OPEN) {
      now = lane.now();
      greet(out);
      fill(out);
    }
  }

  @Override
  public void endOfInput(Output out) {
    if (place == Place.OPEN) {
      now = lane.now();
      carrier.endOfInput();
      end(Failure.SHORT);
    }
  }

  /** The request that began first has waited for too long. */
  @Override
  public void timeout(Output out) {
    now = lane.now();
    while (place == Place.OPEN && isLate(now)) {
      int late = requests.oldest();
      // What has not been written can be given up in any protocol.
      if (late == requests.unsent() || carrier.giveUp(late, out)) {
        fail(late, Failure.TIMEOUT, now);
      } else {
        end(Failure.TIMEOUT);
      }
    }
    if (greeted) {
      goOn(out);
    }
  }

  private boolean isLate(long now) {
    return requests.size() > 0 && now - requests.sent(requests.oldest()) >= lane.timeoutNanos();
  }

  @Override
  public void stop(Output out) {
    if (place == Place.OPEN) {
      end(Failure.SHORT);
      if (greeted) {
        carrier.leave(out);
      }
    }
  }

  @Override
  public void closed() {
    long now = lane.now();
    failAll(ending != null ? ending : isLate(now) ? Failure.TIMEOUT : Failure.RESET, now);
    ending = null;
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

  @Override
  public Awaits awaits() {
    return requests.size() == 0 ? Awaits.MESSAGE : Awaits.ANSWER;
  }

  /** A server may be slow to answer, but for so long. */
  @Override
  public long deadline() {
    return requests.size() == 0 ? NEVER : requests.sent(requests.oldest()) + lane.timeoutNanos();
  }

  @Override
  public int taken() {
    int taken = answered;
    answered = 0;
    return taken;
  }
}
