// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.publish;

import com.rabbitmq.client.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Publishes from many at once, for some seconds, each a message of 100 bytes after the other; every
 * one at least one. Prints {@code confirmed N in S s}.
 */
final class Publishers {
  private static final int MESSAGE_BYTES = 100;

  private final List<ConfirmedPublisher> publishers = new ArrayList<>();
  private final AtomicLong confirmed = new AtomicLong();
  private final AtomicReference<Exception> trouble = new AtomicReference<>();

  private Publishers() {}

  /**
   * @param arguments http, amqp or resp; host, port, how many publishers, seconds
   */
  public static void main(String[] arguments) throws Exception {
    String host = arguments[1];
    int port = Integer.parseInt(arguments[2]);
    int count = Integer.parseInt(arguments[3]);
    Duration time = Duration.ofSeconds(Integer.parseInt(arguments[4]));
    Publishers all = new Publishers();
    Connection shared = arguments[0].equals("amqp") ? AmqpPublisher.connect(host, port) : null;
    for (int i = 0; i < count; i++) {
      all.publishers.add(
          switch (arguments[0]) {
            case "amqp" -> AmqpPublisher.on(shared);
            case "resp" -> new RespPublisher(host, port);
            default -> new HttpPublisher(host, port);
          });
    }
    double seconds = all.publish(time) / 1e9;
    System.out.println("confirmed " + all.confirmed + " in " + seconds + " s");
    for (ConfirmedPublisher one : all.publishers) {
      one.close();
    }
    if (shared != null) {
      shared.close();
    }
  }

  /** Returns how many nanoseconds it took until the last had its confirmation. */
  private long publish(Duration time) throws Exception {
    byte[] message = new byte[MESSAGE_BYTES];
    Arrays.fill(message, (byte) 'x');
    long began = System.nanoTime();
    long end = began + time.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (ConfirmedPublisher one : publishers) {
      threads.add(Thread.startVirtualThread(() -> publish(one, message, end)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long took = System.nanoTime() - began;
    if (trouble.get() != null) {
      throw trouble.get();
    }
    return took;
  }

  private void publish(ConfirmedPublisher publisher, byte[] message, long end) {
    try {
      do {
        publisher.publish(message);
        confirmed.incrementAndGet();
      } while (System.nanoTime() < end);
    } catch (Exception e) {
      trouble.compareAndSet(null, e);
    }
  }
}
