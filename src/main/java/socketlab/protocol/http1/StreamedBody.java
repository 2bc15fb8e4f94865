// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import java.util.List;
import java.util.function.Consumer;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.Field;

/**
 * A body on its way to the consumer that its handler named. Until the handler has returned nobody
 * is there to take it. Confined to the connection's thread, but for what the exchange hands over.
 */
final class StreamedBody implements BodySink {
  final Exchange exchange;
  private final Consumer<Throwable> failures;

  /** The consumer did not take all it was offered. */
  private boolean blocked;

  private boolean failed;

  StreamedBody(Exchange exchange, Consumer<Throwable> failures) {
    this.exchange = exchange;
    this.failures = failures;
  }

  /** True when there is a consumer, and it takes more. */
  boolean wantsMore() {
    return !blocked && !failed && exchange.consumer() != null;
  }

  /** Another try is due; true when it was blocked. */
  boolean unblock() {
    boolean was = blocked;
    blocked = false;
    return was;
  }

  @Override
  public int take(byte[] bytes, int from, int to) {
    if (blocked || failed) {
      return 0;
    }
    try {
      int count = exchange.consumer().receive(bytes, from, to);
      if (count == BodyConsumer.UNWANTED) {
        exchange.leaveBodyUnread();
        blocked = true;
        return 0;
      }
      if (count < 0 || count > to - from) {
        throw new IllegalStateException("a consumer took " + count + " of " + (to - from));
      }
      blocked = count < to - from;
      return count;
    } catch (Throwable e) {
      fail(e);
      return 0;
    }
  }

  /** Tells the consumer that this was all. */
  void end(List<Field> trailers) {
    try {
      exchange.takeConsumer().ended(trailers);
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** As with a handler: whatever a consumer throws, the server lives on. */
  private void fail(Throwable e) {
    failed = true;
    failures.accept(e);
  }

  boolean hasFailed() {
    return failed;
  }

  @Override
  public int kept() {
    BodyConsumer consumer = exchange.consumer();
    return consumer == null ? 0 : consumer.kept();
  }
}
