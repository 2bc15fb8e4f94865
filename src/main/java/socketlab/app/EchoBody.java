// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import java.util.List;
import java.util.function.Consumer;
import socketlab.protocol.Output;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;

/**
 * A body on its way back while it still comes. It holds at most {@value #MOST} bytes: whoever does
 * not read what comes back is not read from. The answer begins when that many have come, or the
 * whole body: of a short body that breaks off, or is none, the peer is told by a status. Confined
 * to the connection's thread.
 */
final class EchoBody implements BodyConsumer, BodyProducer {
  static final int MOST = 64 * 1024;

  private static final int FIRST = 4 * 1024;

  /** A ring: the oldest byte is at {@link #from}. */
  private byte[] bytes = new byte[FIRST];

  private int from;
  private int size;
  private boolean ended;

  /** Begins the answer; null once it has. */
  private Consumer<BodyProducer> begin;

  /**
   * @param begin begins the answer with the producer it is given
   */
  EchoBody(Consumer<BodyProducer> begin) {
    this.begin = begin;
  }

  private void begin() {
    if (begin != null) {
      Consumer<BodyProducer> once = begin;
      begin = null;
      once.accept(this);
    }
  }

  @Override
  public int receive(byte[] source, int begin, int end) {
    int count = Math.min(end - begin, MOST - size);
    if (bytes.length - size < count) {
      grow(size + count);
    }
    int at = (from + size) % bytes.length;
    int first = Math.min(count, bytes.length - at);
    System.arraycopy(source, begin, bytes, at, first);
    System.arraycopy(source, begin + first, bytes, 0, count - first);
    size += count;
    if (size == MOST) {
      begin();
    }
    return count;
  }

  private void grow(int wanted) {
    byte[] larger = new byte[Math.min(MOST, Math.max(wanted, 2 * bytes.length))];
    int first = Math.min(size, bytes.length - from);
    System.arraycopy(bytes, from, larger, 0, first);
    System.arraycopy(bytes, 0, larger, first, size - first);
    bytes = larger;
    from = 0;
  }

  @Override
  public void ended(List<Field> trailers) {
    ended = true;
    begin();
  }

  @Override
  public Next produce(Output out, int most) {
    int count = Math.min(size, most);
    int first = Math.min(count, bytes.length - from);
    out.put(bytes, from, first);
    out.put(bytes, 0, count - first);
    from = (from + count) % bytes.length;
    size -= count;
    return size > 0 ? Next.MORE : ended ? Next.END : Next.LATER;
  }

  /** Nothing more comes, or nothing more leaves: the carrier ends the other one as well. */
  @Override
  public void closed() {
    size = 0;
  }

  @Override
  public int kept() {
    return bytes.length;
  }
}
