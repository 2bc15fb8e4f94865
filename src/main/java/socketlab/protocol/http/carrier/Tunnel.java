// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http.carrier;

import java.util.List;
import socketlab.protocol.Conversation;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;

/**
 * A session of another protocol that has a stream of HTTP to itself (RFC 8441, RFC 9220): what
 * comes as the body of the request is its input, and its output leaves as the body of the answer.
 *
 * <pre>
 *   request's body ─▶ receive ─▶ Conversation ─▶ Output ─▶ produce ─▶ answer's body
 *   its end        ─▶ ended   ─▶   session    ─▶ over   ─▶ END     ─▶ its end
 * </pre>
 *
 * <p>Thread contract: made by whichever thread answers; everything else by the connection's thread.
 * The session is opened there, by the first call.
 */
public final class Tunnel implements BodyConsumer, BodyProducer {
  private static final int USUAL_BYTES = 256;

  /** Bytes of an output above which it is not kept while there is nothing to send. */
  private static final int LARGEST_KEPT = 8 * 1024;

  private final SessionFactory factory;
  private final Peer peer;
  private final Conversation conversation = new Conversation();
  private Output own = new Output(USUAL_BYTES);
  private boolean opened;
  private boolean closed;

  /**
   * @param connection what the stream is one of
   * @param waker has {@link #resumed} called by the connection's thread
   */
  public Tunnel(SessionFactory factory, Peer connection, Runnable waker) {
    this.factory = factory;
    peer = new StreamPeer(connection, waker);
  }

  private Conversation conversation() {
    if (!opened) {
      opened = true;
      conversation.open(factory.open(peer));
      conversation.resumed(own);
    }
    return conversation;
  }

  // What comes.

  @Override
  public int receive(byte[] bytes, int from, int to) {
    Conversation session = conversation();
    if (session.state().isLast()) {
      return UNWANTED;
    }
    if (!session.wantsInput(own)) {
      return 0;
    }
    session.received(bytes, from, to, own);
    return to - from;
  }

  @Override
  public void ended(List<Field> trailers) {
    conversation().inputEnded(own);
  }

  /** It was woken. */
  public void resumed() {
    conversation().resumed(own);
  }

  /** The time of {@link #deadline} has passed. */
  public void timedOut() {
    conversation.timedOut(own);
  }

  @Override
  public void stopping() {
    conversation().stop(own);
  }

  @Override
  public void peerEnded() {
    conversation().inputEnded(own);
  }

  @Override
  public void closed() {
    if (opened && !closed) {
      closed = true;
      conversation.closed();
    }
  }

  // What leaves.

  @Override
  public Next produce(Output out, int most) {
    Conversation session = conversation();
    int count = Math.min(most, own.size());
    out.put(own.array(), own.offset(), count);
    own.sent(count);
    if (session.wantsDrain() && !own.isFull()) {
      session.resumed(own);
    }
    if (!own.isEmpty()) {
      return Next.MORE;
    }
    if (own.capacity() > LARGEST_KEPT) {
      own = new Output(USUAL_BYTES);
    }
    return session.state() == Session.State.OPEN ? Next.LATER : Next.END;
  }

  // What its owner asks.

  /** True when the session is at its end; what it said last may still have to leave. */
  public boolean isOver() {
    return opened && conversation.state().isLast();
  }

  /** What the session waits for. */
  public Session.Awaits awaits() {
    return conversation().awaits();
  }

  /** Until when the session has patience; see {@link Session#deadline}. */
  public long deadline() {
    return opened && !isOver() ? conversation.deadline() : Session.NEVER;
  }

  @Override
  public int kept() {
    return opened ? conversation.kept() : 0;
  }

  /** Bytes that wait for the peer to open a window. */
  public int unsent() {
    return own.size();
  }

  /** Whole messages taken since the last call. */
  public int taken() {
    return opened ? conversation.taken() : 0;
  }
}
