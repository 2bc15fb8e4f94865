// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to be seen of one server at one moment.
 *
 * @param name that it is told by
 * @param pattern its id
 * @param transport its id
 * @param slept how long the blocking request has kept its thread
 * @param sleeper the name of that thread; empty when it has none yet
 * @param sleeperIsWorker whether that thread owns no connection
 * @param handlerThreads how many threads of the server run handlers
 */
record DemoState(
    String name,
    String pattern,
    String transport,
    Duration slept,
    String sleeper,
    boolean sleeperIsWorker,
    int handlerThreads,
    List<QuickClient.Seen> clients) {
  /** Quick requests that were sent. */
  int asked() {
    return clients.stream().mapToInt(QuickClient.Seen::asked).sum();
  }

  /** Of these, how many were run while the other request slept. */
  int meanwhile() {
    return clients.stream().mapToInt(QuickClient.Seen::meanwhile).sum();
  }

  /** The clients that had to wait for the end of the sleeping request. */
  List<QuickClient.Seen> waited() {
    return clients.stream().filter(QuickClient.Seen::waited).toList();
  }

  /** The clients that were answered meanwhile. */
  List<QuickClient.Seen> served() {
    return clients.stream().filter(client -> client.meanwhile() > 0).toList();
  }

  /** The longest that any client waited for an answer. */
  Duration longest() {
    return longest(clients);
  }

  static Duration longest(List<QuickClient.Seen> clients) {
    return clients.stream()
        .map(QuickClient.Seen::longest)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The names of the threads that ran quick requests of these clients. */
  static List<String> threadsOf(List<QuickClient.Seen> clients) {
    return threads(clients.stream());
  }

  private static List<String> threads(Stream<QuickClient.Seen> clients) {
    return clients.map(QuickClient.Seen::thread).filter(t -> !t.isEmpty()).distinct().toList();
  }

  /** Threads that run handlers and had nothing to do. */
  int idleThreads() {
    long busy =
        Stream.concat(Stream.of(sleeper), threads(clients.stream()).stream()).distinct().count();
    return (int) Math.max(0, handlerThreads - busy);
  }
}
