// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Owns a session as an event loop would, without a socket: holds it by a {@link Conversation},
 * resumes it when woken or drained, and is the peer that sends and reads. It is the session's
 * {@link Peer}, too, with a clock that moves only when the test says so.
 *
 * <p>It is as unkind as a loop may be: every offer stands in another array at another offset, and
 * is overwritten as soon as the session returns.
 */
public final class Wire extends SocketlessPeer {
  private static final long A_TURN_TOO_MANY = 1_000_000;

  private final Conversation conversation = new Conversation();
  private final Handlers handlers;
  private final Output out = new Output(1);
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final List<ManualTimer> timers = new ArrayList<>();
  private UnkindSession unkind;
  private byte[] arriving = {};
  private long now = 1_000;
  private volatile boolean woken;
  private boolean ended;
  private boolean stopping;
  private boolean reads = true;
  private boolean closed;
  private int mostUnread;
  private int mostKept;
  private int taken;

  public Wire(SessionFactory factory, Handlers handlers) {
    this.handlers = handlers;
    conversation.open(unkind(factory.open(this)));
  }

  public Wire(SessionFactory factory) {
    this(factory, Handlers.IN_PLACE);
  }

  private UnkindSession unkind(Session session) {
    unkind = new UnkindSession(session, this::unkind);
    return unkind;
  }

  /** The peer sends this, and it arrives in one piece. */
  public Wire feed(String text) {
    return feed(text.getBytes(ISO_8859_1));
  }

  public Wire feed(byte[] bytes) {
    int before = arriving.length;
    arriving = Arrays.copyOf(arriving, before + bytes.length);
    System.arraycopy(bytes, 0, arriving, before, bytes.length);
    turn();
    return this;
  }

  /** The peer sends this, and it arrives in pieces that end at {@code cuts}, which ascend. */
  public Wire feed(byte[] bytes, int... cuts) {
    int from = 0;
    for (int cut : cuts) {
      feed(Arrays.copyOfRange(bytes, from, cut));
      from = cut;
    }
    return feed(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  public Wire feedByteByByte(byte[] bytes) {
    for (byte b : bytes) {
      feed(new byte[] {b});
    }
    return this;
  }

  /** The peer shuts its sending side. */
  public Wire end() {
    ended = true;
    turn();
    return this;
  }

  /** The peer leaves all unread from now on. */
  public Wire stopReading() {
    reads = false;
    return this;
  }

  /** The peer reads again, all there is. */
  public Wire startReading() {
    reads = true;
    turn();
    return this;
  }

  /** The peer reads this many bytes and no more. */
  public Wire read(int count) {
    received.write(out.array(), out.offset(), count);
    out.sent(count);
    turn();
    return this;
  }

  /** So much time passes; timers that are due call back, and so does the deadline. */
  public Wire pass(long nanos) {
    now += nanos;
    for (ManualTimer timer : List.copyOf(timers)) {
      timer.callIfDue(now);
    }
    if (now > conversation.deadline()) {
      conversation.timedOut(out);
    }
    turn();
    return this;
  }

  /** The session's patience is at its end, whatever the clock says. */
  public Wire timeout() {
    conversation.timedOut(out);
    turn();
    return this;
  }

  public Wire stop() {
    stopping = true;
    turn();
    return this;
  }

  /** There is no memory left for what the session keeps. */
  public Wire overload() {
    conversation.overloaded(out);
    turn();
    return this;
  }

  public void close() {
    closed = true;
    conversation.closed();
  }

  /** Does all that can be done now: what a loop does until it would wait for events. */
  public void turn() {
    if (closed) {
      return;
    }
    long turns = 0;
    boolean again = true;
    while (again) {
      again = false;
      if (woken || conversation.wantsDrain() && !out.isFull()) {
        woken = false;
        conversation.resumed(out);
        again = true;
      }
      if (arriving.length > 0 && conversation.wantsInput(out)) {
        byte[] bytes = arriving;
        arriving = new byte[0];
        conversation.received(bytes, 0, bytes.length, out);
        again = true;
      }
      if (ended && arriving.length == 0) {
        conversation.inputEnded(out);
      }
      if (stopping && !conversation.isStopTold()) {
        conversation.stop(out);
      }
      observe();
      if (reads && !out.isEmpty()) {
        received.write(out.array(), out.offset(), out.size());
        out.sent(out.size());
        again = true;
      }
      if (++turns == A_TURN_TOO_MANY) {
        throw new AssertionError("it goes round and round");
      }
    }
  }

  private void observe() {
    mostUnread = Math.max(mostUnread, out.size());
    mostKept = Math.max(mostKept, conversation.kept());
    taken += conversation.taken();
  }

  public Session.State state() {
    return conversation.state();
  }

  public Conversation conversation() {
    return conversation;
  }

  /** The session that speaks now. */
  public Session session() {
    return unkind.inner();
  }

  /**
   * When the session's patience ends, in nanoseconds from now; {@link Session#NEVER} if it does
   * not.
   */
  public long patience() {
    long deadline = conversation.deadline();
    return deadline == Session.NEVER ? deadline : deadline - now;
  }

  /** True when the peer's bytes would be read. */
  public boolean wantsInput() {
    return conversation.wantsInput(out);
  }

  public boolean wantsDrain() {
    return conversation.wantsDrain();
  }

  /** Messages taken since this was asked last. */
  public int taken() {
    int count = taken;
    taken = 0;
    return count;
  }

  /** All the peer has read. */
  public String received() {
    return received.toString(ISO_8859_1);
  }

  public byte[] receivedBytes() {
    return received.toByteArray();
  }

  /** What the peer has read since this was asked last, as bytes. */
  public byte[] takeReceived() {
    byte[] bytes = received.toByteArray();
    received.reset();
    return bytes;
  }

  /** What the peer has read since this was asked last. */
  public String news() {
    String text = received();
    received.reset();
    return text;
  }

  /** Bytes of the peer that the session has not done with. */
  public int pending() {
    return arriving.length + (conversation.holdsInput() ? unkind.untaken() : 0);
  }

  /** Bytes that wait for a peer to read them. */
  public int unread() {
    return out.size();
  }

  /** The most bytes that ever waited for the peer. */
  public int mostHeld() {
    return mostUnread;
  }

  /** The most bytes that the session ever kept. */
  public int mostKept() {
    return mostKept;
  }

  // The session's peer.

  @Override
  public void wake() {
    woken = true;
  }

  @Override
  public Handlers handlers() {
    return handlers;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public Timer timer(Runnable action) {
    ManualTimer timer = new ManualTimer(action);
    timers.add(timer);
    return timer;
  }

  private static final class ManualTimer implements Timer {
    private final Runnable action;
    private long at = Session.NEVER;

    ManualTimer(Runnable action) {
      this.action = action;
    }

    void callIfDue(long now) {
      if (now - at >= 0 && at != Session.NEVER) {
        at = Session.NEVER;
        action.run();
      }
    }

    @Override
    public void set(long at) {
      this.at = at;
    }

    @Override
    public void cancel() {
      at = Session.NEVER;
    }
  }
}
