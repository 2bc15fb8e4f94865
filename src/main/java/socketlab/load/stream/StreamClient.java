// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import socketlab.load.count.Failure;
import socketlab.load.stream.plan.Stamp;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;

/**
 * One who waits to be told. Confined to its lane's thread.
 *
 * <pre>
 *   CLOSED ──connect──▶ BEGINNING ──the answer is a stream──▶ OPEN ──▶ OVER
 *                           └── refused, another answer, too late ──────┘
 * </pre>
 */
abstract class StreamClient implements Session, SessionFactory {
  /** A message longer than this is no notification. */
  static final int MOST_MESSAGE = 1 << 20;

  private static final long NONE_YET = -1;

  private enum Place {
    CLOSED,
    BEGINNING,
    OPEN,
    OVER
  }

  final StreamLane lane;
  private final Stamp stamp = new Stamp();
  private Place place = Place.CLOSED;
  private Peer peer;
  private long began;
  private long beginBy = NEVER;

  /** Whether it has been counted, as established or as failed. */
  private boolean isCounted;

  private boolean wasEstablished;
  private boolean isLost;
  private boolean isStopping;
  private boolean hasMessage;
  private long last = NONE_YET;

  StreamClient(StreamLane lane) {
    this.lane = lane;
  }

  /** Writes what is asked first. */
  abstract void ask(Output out);

  /**
   * Reads {@code bytes[from, to)}.
   *
   * @return how many it has done with
   */
  abstract int read(byte[] bytes, int from, int to, Output out);

  /** The peer has ended, or the connection is gone: whether that is what this kind may expect. */
  boolean mayEnd() {
    return false;
  }

  final void connect() {
    place = Place.BEGINNING;
    began = System.nanoTime();
    lane.connect(this, this::connectFailed);
  }

  private void connectFailed(IOException e) {
    connectFailed(Failure.ofConnect(e), e.getMessage());
  }

  private void connectFailed(Failure kind, String why) {
    place = Place.CLOSED;
    if (wasEstablished) {
      lose("could not connect again: " + why);
    } else {
      fail(kind, why);
    }
    lane.connected();
  }

  /** TLS has failed, in the handshake or behind it. */
  final void insecure(String why) {
    if (peer == null && place == Place.BEGINNING) {
      connectFailed(Failure.TLS, why);
    } else if (place == Place.BEGINNING || place == Place.OPEN) {
      refuse(Failure.TLS, why);
    }
  }

  @Override
  public final Session open(Peer owner) {
    peer = owner;
    beginBy = owner.now() + lane.timeoutNanos();
    opened();
    lane.connected();
    return this;
  }

  /** There is a connection, and nothing has been sent on it. */
  abstract void opened();

  final Peer peer() {
    return peer;
  }

  /** Writes a request. */
  final void send(String text, Output out) {
    byte[] bytes = text.getBytes(US_ASCII);
    out.put(bytes);
    sent(bytes.length, 1);
  }

  final void sent(int bytes, int requests) {
    if (lane.isMeasured(System.nanoTime())) {
      lane.tally.bytesOut += bytes;
      lane.tally.requests += requests;
    }
  }

  /** It is told from now on. */
  final void established() {
    place = Place.OPEN;
    beginBy = NEVER;
    if (!isCounted) {
      isCounted = true;
      wasEstablished = true;
      lane.streams.established();
      lane.tally.connect.recordValue(Math.max(0, System.nanoTime() - began));
    }
  }

  /** Counts what came: all stamps in {@code bytes[from, to)}, or one message without a stamp. */
  final int messages(byte[] bytes, int from, int to) {
    int count = 0;
    for (int at = from; stamp.find(bytes, at, to); at = stamp.end()) {
      message(true);
      count++;
    }
    return count;
  }

  /** A message that tells nothing of its age. */
  final void unstamped() {
    message(false);
  }

  private void message(boolean stamped) {
    long now = System.nanoTime();
    if (!hasMessage) {
      hasMessage = true;
      lane.tally.first.recordValue(Math.max(0, now - began));
    }
    if (stamped && stamp.number() != Stamp.NO_NUMBER) {
      follow(stamp.number());
    }
    if (!lane.isMeasured(now)) {
      return;
    }
    lane.tally.delivered++;
    if (stamped) {
      long delay = lane.clock.nanos() - 1_000 * stamp.micros();
      lane.tally.delay.recordValue(Math.max(0, delay));
    } else {
      lane.tally.unstamped++;
    }
  }

  private void follow(long number) {
    if (last != NONE_YET && number > last + 1) {
      lane.tally.missing += number - last - 1;
    }
    if (number <= last) {
      lane.tally.repeated++;
    } else {
      last = number;
    }
  }

  /** Whether it is open and has not come so far. */
  final boolean hasMissed(long number) {
    return wasEstablished && last < number;
  }

  /** This is not what was asked for; the connection ends. */
  final void refuse(Failure kind, String why) {
    place = Place.OVER;
    if (wasEstablished) {
      lose(why);
    } else {
      fail(kind, why);
    }
  }

  private void fail(Failure kind, String why) {
    if (!isCounted) {
      isCounted = true;
      lane.streams.failed(kind, why);
    }
  }

  private void lose(String why) {
    if (!isLost) {
      isLost = true;
      lane.streams.lost(why);
    }
  }

  /** This connection has done what it was for. */
  final void over() {
    place = Place.OVER;
  }

  /** Whether it goes on although its connection has ended. */
  final boolean goesOn() {
    return wasEstablished && !isLost && !isStopping;
  }

  // The connection.

  @Override
  public final void resume(Output out) {
    if (place != Place.OVER) {
      ask(out);
    }
  }

  @Override
  public final int receive(byte[] bytes, int from, int to, Output out) {
    if (place == Place.OVER) {
      return to - from;
    }
    int taken = read(bytes, from, to, out);
    if (lane.isMeasured(System.nanoTime())) {
      lane.tally.bytesIn += taken;
    }
    return place == Place.OVER ? to - from : taken;
  }

  @Override
  public void endOfInput(Output out) {
    ended("the server ended it");
  }

  private void ended(String why) {
    if (place == Place.OVER) {
      return;
    }
    if (wasEstablished && mayEnd()) {
      place = Place.OVER;
    } else {
      refuse(Failure.SHORT, why);
    }
  }

  @Override
  public final void timeout(Output out) {
    refuse(Failure.TIMEOUT, "nothing came within " + lane.plan.timeout().toSeconds() + " s");
  }

  @Override
  public final void stop(Output out) {
    isStopping = true;
    if (place == Place.OPEN) {
      leave(out);
    }
    place = Place.OVER;
  }

  /** Says good-bye, where the protocol has a word for it. */
  void leave(Output out) {}

  @Override
  public void closed() {
    ended("the connection was reset");
    place = Place.CLOSED;
    peer = null;
  }

  @Override
  public final State state() {
    return place == Place.OVER || place == Place.CLOSED ? State.OVER : State.OPEN;
  }

  @Override
  public final long deadline() {
    return beginBy;
  }
}
