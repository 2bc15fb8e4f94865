// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.List;
import socketlab.protocol.Output;

/**
 * The body of an answer, made when the connection has room for it; until then it costs no buffer.
 * It is asked by the connection's thread, and does not block.
 */
public interface BodyProducer extends Pending {
  /** How it goes on. */
  enum Next {
    /** There is more: ask again as soon as there is room. */
    MORE,
    /**
     * Nothing just now: ask again after {@link Response#waker}. It may be asked sooner, too, when
     * the connection was woken for another reason.
     */
    LATER,
    /** That was all. */
    END
  }

  /**
   * Appends the next piece. A peer that reads slowly is asked for less, and less often.
   *
   * @param out to append to, and nothing else; valid for this call
   * @param most bytes to append now, at least 1
   */
  Next produce(Output out, int most);

  /**
   * What follows the body once it has said {@link Next#END}. It is dropped where the version or the
   * framing has no place for it: HTTP/1.0, and HTTP/1.1 with a length told ahead.
   */
  default List<Field> trailers() {
    return List.of();
  }
}
