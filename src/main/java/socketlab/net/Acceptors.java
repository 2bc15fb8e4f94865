// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a loop accepts from. Confined to the loop's thread. */
final class Acceptors {
  private final EventLoop loop;
  private final List<Acceptor> all = new ArrayList<>();

  Acceptors(EventLoop loop) {
    this.loop = loop;
  }

  void add(Acceptor acceptor) {
    all.add(acceptor);
    acceptor.watch(true);
  }

  /** True when one leaves accept alone for a while, and only the clock brings it back. */
  boolean anyPaused() {
    for (Acceptor acceptor : all) {
      if (acceptor.isPaused()) {
        return true;
      }
    }
    return false;
  }

  void resumeDue(long now) {
    for (Acceptor acceptor : all) {
      acceptor.resumeIfDue(now);
    }
  }

  /** Takes what the accept queues hold. */
  void acceptAll() throws IOException {
    for (Acceptor acceptor : all) {
      acceptor.acceptAll();
    }
  }

  /** Lets the listeners go; one that fails does not keep the others. */
  void close() {
    for (Acceptor acceptor : all) {
      try {
        acceptor.close();
      } catch (IOException e) {
        loop.config.problems().accept("closing a listener: " + e.getMessage());
      }
    }
    all.clear();
  }
}
