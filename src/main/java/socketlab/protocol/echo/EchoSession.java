// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.echo;

import socketlab.protocol.Answer;
import socketlab.protocol.AnswerQueue;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;

/**
 * Bytes back. A message is whatever one read brought; given to workers, each such piece is one
 * message, and the pieces still leave in the order they came.
 *
 * <p>It takes no more than {@link Output#HIGH_WATER} ahead of what the peer has read.
 */
public final class EchoSession implements Session {
  private final Peer peer;
  private final long idleNanos;
  private final AnswerQueue<Piece> pieces = new AnswerQueue<>();
  private Piece spare;
  private long idleSince;
  private int owed;
  private int taken;

  /** It left bytes untaken: too many are on their way back. */
  private boolean full;

  /** The workers' queue is full. */
  private boolean refused;

  private boolean ended;

  /**
   * @param idleNanos how long the peer may be silent
   */
  public EchoSession(Peer peer, long idleNanos) {
    this.peer = peer;
    this.idleNanos = idleNanos;
    idleSince = peer.now();
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    int count = Math.min(to - from, Output.HIGH_WATER - out.size() - owed);
    full = count < to - from;
    if (count <= 0) {
      return 0;
    }
    if (peer.handlers().areInPlace()) {
      out.put(bytes, from, count);
    } else if (!handOver(bytes, from, count)) {
      return 0;
    }
    taken++;
    idleSince = peer.now();
    return count;
  }

  private boolean handOver(byte[] bytes, int from, int count) {
    Piece piece = spare != null ? spare : new Piece(peer);
    spare = null;
    piece.output().put(bytes, from, count);
    if (peer.handlers().offer(piece, peer)) {
      pieces.add(piece);
      owed += count;
      return true;
    }
    piece.again();
    spare = piece;
    refused = true;
    return false;
  }

  @Override
  public void resume(Output out) {
    full = false;
    refused = false;
    for (Piece piece; (piece = pieces.ready()) != null; ) {
      pieces.remove();
      owed -= piece.output().size();
      out.putAll(piece.output());
      piece.again();
      spare = piece;
      idleSince = peer.now();
    }
  }

  @Override
  public void endOfInput(Output out) {
    ended = true;
  }

  @Override
  public void timeout(Output out) {
    ended = true;
  }

  @Override
  public void stop(Output out) {
    ended = true;
  }

  @Override
  public void closed() {
    ended = true;
    pieces.clear(piece -> {});
  }

  @Override
  public State state() {
    return ended && pieces.isEmpty() ? State.OVER : State.OPEN;
  }

  @Override
  public Awaits awaits() {
    return pieces.isEmpty() ? Awaits.MESSAGE : Awaits.ANSWER;
  }

  @Override
  public boolean wantsInput() {
    return !ended && !full && !refused && owed < Output.HIGH_WATER;
  }

  @Override
  public boolean wantsDrain() {
    // A piece on its way wakes it when it comes back.
    return full && pieces.isEmpty();
  }

  @Override
  public long deadline() {
    return pieces.isEmpty() ? idleSince + idleNanos : NEVER;
  }

  @Override
  public int kept() {
    return owed;
  }

  @Override
  public int taken() {
    int count = taken;
    taken = 0;
    return count;
  }

  /** A piece on its way through a worker. Its bytes are its answer already. */
  private static final class Piece extends Answer implements Runnable {
    Piece(Peer peer) {
      super(512, peer);
    }

    @Override
    public void run() {
      complete();
    }

    void again() {
      renew();
    }
  }
}
