// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The streams that some thread has something for. Any thread adds one, which is in it once at most;
 * the connection's thread takes all. Nothing is allocated: the streams are linked to one another.
 */
final class Signals {
  private final AtomicReference<Http2Stream> top = new AtomicReference<>();

  /** By any thread. */
  void add(Http2Stream stream) {
    if (!stream.signalled.compareAndSet(false, true)) {
      return;
    }
    Http2Stream below;
    do {
      below = top.get();
      stream.nextSignalled = below;
    } while (!top.compareAndSet(below, stream));
  }

  /** Takes the first one that was added, with the others linked to it in their order; or null. */
  Http2Stream takeAll() {
    if (top.get() == null) {
      return null;
    }
    Http2Stream first = null;
    for (Http2Stream stream = top.getAndSet(null); stream != null; ) {
      Http2Stream below = stream.nextSignalled;
      stream.nextSignalled = first;
      first = stream;
      stream = below;
    }
    return first;
  }

  /** The one behind; from here on this one may be added again. */
  static Http2Stream next(Http2Stream stream) {
    Http2Stream next = stream.nextSignalled;
    stream.nextSignalled = null;
    stream.signalled.set(false);
    return next;
  }
}
