// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Something with threads that a server is made of: a loop, a pool of workers, the readers of
 * blocking connections. A server starts its parts in the order in which it made them, and stops
 * them the other way round. Called by one thread, but for {@link #stats}, which any may call.
 */
public interface Part {
  /** One thread of it, or several that have ended, and what they have counted. */
  record ThreadStats(String name, String role, Counters.Snapshot counters) {}

  /**
   * Starts its threads.
   *
   * @throws OutOfMemoryError when the kernel gives it no thread; it can be stopped then
   */
  void start();

  /**
   * Takes what the accept queues hold, then closes the listeners: newcomers are refused.
   *
   * @param done counted down when that has happened; at once where it accepts nothing
   */
  default void stopAccepting(CountDownLatch done) {
    done.countDown();
  }

  /**
   * Reads what has arrived, finishes what is in flight, and ends.
   *
   * @param deadline by {@link System#nanoTime}: what is not finished by then is cut off
   */
  void drain(long deadline);

  /**
   * Waits for its threads' end.
   *
   * @return connections that were cut off
   */
  int join(long deadline) throws InterruptedException;

  List<ThreadStats> stats();
}
