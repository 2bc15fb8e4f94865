// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import socketlab.net.Transport;

/**
 * What is to be held open, and for how long.
 *
 * @param pause of polling: from an answer to the next request; zero asks again at once, as long
 *     polling does
 * @param connections of all threads together
 * @param threads loops, at most as many as connections
 * @param duration the measured time
 * @param warmup from when all are open to the measured time
 * @param timeout for a connect, for the beginning of a stream, and for an answer to be whole beyond
 *     what the server holds it back
 * @param seed of keys and of the moments at which polling begins
 * @param publishing who publishes; empty for somebody else
 * @param watched a process, with those it has started, whose use is told too
 */
public record StreamPlan(
    StreamTarget target,
    Delivery delivery,
    Duration pause,
    int connections,
    int threads,
    Duration duration,
    Duration warmup,
    Duration timeout,
    long seed,
    Transport transport,
    Optional<Publishing> publishing,
    OptionalLong watched) {
  private static final int MOST_CONNECTIONS = 1_000_000;
  private static final int MOST_THREADS = 1024;

  /**
   * Who publishes.
   *
   * @param to takes a message by POST
   * @param every from one message to the next
   * @param bytes of a message, at least those of its {@link Stamp}
   */
  public record Publishing(StreamTarget to, Duration every, int bytes) {
    private static final int MOST_BYTES = 1_000_000;

    /**
     * @throws IllegalArgumentException with one line, when it cannot be done
     */
    public Publishing {
      if (!every.isPositive()) {
        throw new IllegalArgumentException("--publish-every must be above zero");
      }
      within("--publish-bytes", bytes, Stamp.LONGEST, MOST_BYTES);
    }
  }

  /**
   * @throws IllegalArgumentException with one line, when it cannot be done
   */
  public StreamPlan {
    within("--connections", connections, 1, MOST_CONNECTIONS);
    within("--threads", threads, 1, MOST_THREADS);
    if (threads > connections) {
      throw new IllegalArgumentException(
          ("--threads=%d needs as many connections, because each loop has its own, and there are"
                  + " %d; raise --connections, or leave out --threads")
              .formatted(threads, connections));
    }
    if (!duration.isPositive() || !timeout.isPositive() || pause.isNegative()) {
      throw new IllegalArgumentException("--duration and --timeout must be above zero");
    }
  }

  private static void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + " is from " + least + " to " + most + ", not " + value);
    }
  }
}
