// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import socketlab.protocol.Output;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;

/** A stream of given pieces, which says how often it was asked and what it heard. */
final class Pieces implements BodyProducer {
  private final Deque<String> rest = new ArrayDeque<>();
  private List<Field> trailers = List.of();
  private boolean open;
  int asked;
  int closed;
  int stopped;
  int peerEnds;

  Pieces(String... pieces) {
    rest.addAll(List.of(pieces));
  }

  /** It does not end with its last piece: more may be added. */
  Pieces open() {
    open = true;
    return this;
  }

  Pieces trailers(Field... fields) {
    trailers = List.of(fields);
    return this;
  }

  void add(String piece) {
    rest.add(piece);
  }

  void end() {
    open = false;
  }

  @Override
  public Next produce(Output out, int most) {
    asked++;
    if (!rest.isEmpty()) {
      String piece = rest.remove();
      out.put(Http.bytes(piece.substring(0, Math.min(most, piece.length()))));
      if (piece.length() > most) {
        rest.addFirst(piece.substring(most));
      }
    }
    return !rest.isEmpty() ? Next.MORE : open ? Next.LATER : Next.END;
  }

  @Override
  public List<Field> trailers() {
    return trailers;
  }

  @Override
  public void stopping() {
    stopped++;
  }

  @Override
  public void peerEnded() {
    peerEnds++;
  }

  @Override
  public void closed() {
    closed++;
  }
}
