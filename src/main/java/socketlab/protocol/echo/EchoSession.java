// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.echo;

import java.util.concurrent.Executor;
import socketlab.protocol.Answer;
import socketlab.protocol.AnswerQueue;
import socketlab.protocol.Output;
import socketlab.protocol.Phase;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;

/**
 * Bytes back. A message is whatever one read brought; given to workers, each such piece is one
 * message, and the pieces still leave in the order they came.
 *
 * <p>It takes no more than {@link Output#HIGH_WATER} ahead of what the peer has read.
 */
public final class EchoSession implements Session {
  private final Executor handlers;
  private final Runnable wake;
  private final AnswerQueue<Piece> pieces = new AnswerQueue<>();
  private Piece spare;
  private int owed;
  private int taken;
  private boolean full;
  private boolean ended;

  public EchoSession(Executor handlers, Runnable wake) {
    this.handlers = handlers;
    this.wake = wake;
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    int count = Math.min(to - from, Output.HIGH_WATER - out.size() - owed);
    full = count < to - from;
    if (count <= 0) {
      return 0;
    }
    taken++;
    if (handlers == SessionFactory.IN_PLACE) {
      out.put(bytes, from, count);
    } else {
      Piece piece = spare != null ? spare : new Piece(wake);
      spare = null;
      piece.output().put(bytes, from, count);
      owed += count;
      pieces.add(piece);
      handlers.execute(piece);
    }
    return count;
  }

  @Override
  public void resume(Output out) {
    full = false;
    for (Piece piece; (piece = pieces.ready()) != null; ) {
      pieces.remove();
      owed -= piece.output().size();
      out.putAll(piece.output());
      piece.again();
      spare = piece;
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
  public Phase phase() {
    if (!pieces.isEmpty()) {
      return Phase.BUSY;
    }
    return ended ? Phase.DONE : Phase.IDLE;
  }

  @Override
  public boolean wantsInput() {
    return !ended && !full && owed < Output.HIGH_WATER;
  }

  @Override
  public boolean wantsDrain() {
    return full && pieces.isEmpty();
  }

  @Override
  public int taken() {
    int count = taken;
    taken = 0;
    return count;
  }

  /** A piece on its way through a worker. Its bytes are its answer already. */
  private static final class Piece extends Answer implements Runnable {
    Piece(Runnable wake) {
      super(512, wake);
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
