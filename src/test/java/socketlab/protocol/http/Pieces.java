// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import socketlab.protocol.Output;

/** A stream of given pieces, which says how often it was asked and ended. */
final class Pieces implements BodyStream {
  private final Deque<String> rest = new ArrayDeque<>();
  private boolean open;
  int asked;
  int closed;

  Pieces(String... pieces) {
    rest.addAll(List.of(pieces));
  }

  /** It does not end with its last piece: more may be added. */
  Pieces open() {
    open = true;
    return this;
  }

  void add(String piece) {
    rest.add(piece);
  }

  void end() {
    open = false;
  }

  @Override
  public Next produce(Output piece) {
    asked++;
    if (!rest.isEmpty()) {
      piece.put(Http.bytes(rest.remove()));
    }
    return !rest.isEmpty() ? Next.MORE : open ? Next.LATER : Next.END;
  }

  @Override
  public void closed() {
    closed++;
  }
}
