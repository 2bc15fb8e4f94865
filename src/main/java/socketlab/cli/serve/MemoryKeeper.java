// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.time.Duration;
import socketlab.net.loop.Counters;
import socketlab.net.loop.Part;
import socketlab.pattern.Server;

/** Looks at a server every few seconds, and gives memory back when it has become quiet. */
public final class MemoryKeeper {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Server server;
  private final IdleHeap heap = new IdleHeap(heapBytes());

  private MemoryKeeper(Server server) {
    this.server = server;
  }

  /** Begins, in a thread of its own that ends with the process. */
  public static void start(Server server) {
    Thread.ofPlatform().daemon().name("lab-memory").start(new MemoryKeeper(server)::keep);
  }

  private void keep() {
    try {
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    if (heap.look(work(), BETWEEN_LOOKS.toMillis() / 1e3, heapBytes())) {
      System.gc();
    }
  }

  private long work() {
    long work = 0;
    for (Part.ThreadStats thread : server.threads()) {
      Counters.Snapshot counters = thread.counters();
      work += counters.accepted() + counters.requests();
    }
    return work;
  }

  private static long heapBytes() {
    return Runtime.getRuntime().totalMemory();
  }
}
