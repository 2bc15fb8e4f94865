// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import socketlab.compare.server.ServerProcess;
import socketlab.compare.server.ServerSnapshot;

/**
 * Two looks at a server while it is loaded: behind the load its connections are closed, and the
 * threads that served them are ending.
 *
 * <p>Thread contract: one thread begins and ends it; the looks are taken by one of its own.
 */
final class SnapshotTaker {
  /** After these parts of the load. */
  private static final List<Double> WHEN = List.of(0.4, 0.8);

  private final ServerProcess server;
  private final Duration load;
  private final long beganNanos = System.nanoTime();
  private final List<ServerSnapshot> taken = new ArrayList<>();
  private final Thread taking;

  private SnapshotTaker(ServerProcess server, Duration load) {
    this.server = server;
    this.load = load;
    this.taking = Thread.ofPlatform().daemon().name("snapshots").start(this::take);
  }

  /**
   * To be called right before the generator is started.
   *
   * @param load how long it will last
   */
  static SnapshotTaker at(ServerProcess server, Duration load) {
    return new SnapshotTaker(server, load);
  }

  private void take() {
    try {
      for (double part : WHEN) {
        long due = beganNanos + (long) (part * load.toNanos());
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        taken.add(ServerSnapshot.of(server));
      }
    } catch (IOException | InterruptedException e) {
      // The server has ended, or the load: there is one look less.
      return;
    }
  }

  /** To be called right after the generator has ended. */
  LoadedSnapshots end() throws InterruptedException {
    long endedNanos = System.nanoTime();
    taking.interrupt();
    taking.join();
    return LoadedSnapshots.of(taken, beganNanos, endedNanos, load);
  }
}
