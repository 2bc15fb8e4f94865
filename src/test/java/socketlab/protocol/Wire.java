// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.Executor;

/**
 * Owns a session as an event loop would, without a socket: keeps what the session has not done with
 * and offers it again with what came since behind it, resumes it when woken or drained, and is the
 * peer that reads.
 *
 * <p>It is as unkind as a loop may be: every offer stands in another array at another offset, and
 * is overwritten as soon as the session returns.
 */
public final class Wire {
  private static final byte SCRIBBLE = (byte) 0xee;

  private final Session session;
  private final Output out = new Output(1);
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final byte[][] offers = {{}, {}};
  private byte[] pending = {};
  private int held;
  private boolean woken;
  private boolean ended;
  private boolean endTold;
  private boolean reads = true;
  private int offset;
  private int mostHeld;

  public Wire(SessionFactory factory, Executor handlers) {
    session = factory.open(handlers, () -> woken = true);
  }

  public Wire(SessionFactory factory) {
    this(factory, SessionFactory.IN_PLACE);
  }

  /** The peer sends this, and it arrives in one piece. */
  public Wire feed(String text) {
    return feed(text.getBytes(ISO_8859_1));
  }

  public Wire feed(byte[] bytes) {
    if (pending.length - held < bytes.length) {
      pending = Arrays.copyOf(pending, 2 * held + bytes.length);
    }
    System.arraycopy(bytes, 0, pending, held, bytes.length);
    held += bytes.length;
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

  public Wire timeout() {
    session.timeout(out);
    turn();
    return this;
  }

  public Wire stop() {
    session.stop(out);
    turn();
    return this;
  }

  public void close() {
    session.closed();
  }

  /** Does all that can be done now: what a loop does until it would wait for events. */
  public void turn() {
    boolean again = true;
    while (again) {
      again = false;
      if (woken || session.wantsDrain() && !out.isFull()) {
        woken = false;
        session.resume(out);
        again = true;
      }
      if (session.wantsInput()) {
        if (held > 0) {
          again |= offer() > 0;
        }
        if (ended && !endTold && !again && session.wantsInput()) {
          endTold = true;
          session.endOfInput(out);
        }
      }
      mostHeld = Math.max(mostHeld, out.size());
      if (reads && !out.isEmpty()) {
        received.write(out.array(), out.offset(), out.size());
        out.sent(out.size());
        again = true;
      }
    }
  }

  private int offer() {
    offset = (offset + 1) % 7;
    int end = offset + held;
    if (offers[offset % 2].length < end) {
      offers[offset % 2] = new byte[2 * end];
      Arrays.fill(offers[offset % 2], SCRIBBLE);
    }
    byte[] bytes = offers[offset % 2];
    System.arraycopy(pending, 0, bytes, offset, held);
    int count = session.receive(bytes, offset, end, out);
    Arrays.fill(bytes, offset, end, SCRIBBLE);
    held -= count;
    System.arraycopy(pending, count, pending, 0, held);
    return count;
  }

  public Phase phase() {
    return session.phase();
  }

  public Session session() {
    return session;
  }

  /** All the peer has read. */
  public String received() {
    return received.toString(ISO_8859_1);
  }

  public byte[] receivedBytes() {
    return received.toByteArray();
  }

  /** What the peer has read since this was asked last. */
  public String news() {
    String text = received();
    received.reset();
    return text;
  }

  /** Bytes of the peer that the session has not done with. */
  public int pending() {
    return held;
  }

  /** Bytes that wait for a peer to read them. */
  public int unread() {
    return out.size();
  }

  /** The most bytes that ever waited for the peer. */
  public int mostHeld() {
    return mostHeld;
  }
}
