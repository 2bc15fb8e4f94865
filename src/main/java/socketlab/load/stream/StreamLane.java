// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import socketlab.load.Securing;
import socketlab.load.stream.plan.StreamPlan;
import socketlab.load.stream.plan.StreamTarget;
import socketlab.net.loop.EventLoop;
import socketlab.protocol.Outgoing;
import socketlab.protocol.SessionFactory;

/**
 * A loop and its clients. They connect a few at a time, for a server's accept queue is not to
 * overflow by our beginning.
 *
 * <p>All is confined to the loop's thread, but for {@link #begin}, {@link #measure} and {@link
 * #missed}.
 */
final class StreamLane {
  private static final int MOST_CONNECTING = 128;

  final StreamTally tally = new StreamTally();
  final StreamPlan plan;
  final StreamTarget target;
  final EpochClock clock;
  final OpenStreams streams;
  final SplittableRandom random;
  private final EventLoop loop;
  private final java.net.InetSocketAddress address;
  private final Securing securing;
  private final List<StreamClient> clients = new ArrayList<>();
  private final ArrayDeque<StreamClient> waiting = new ArrayDeque<>();
  private int connecting;

  /** The measured time; nothing is counted before it is known. */
  private volatile long from = Long.MAX_VALUE;

  private volatile long until = Long.MAX_VALUE;

  StreamLane(
      EventLoop loop,
      StreamPlan plan,
      java.net.InetSocketAddress address,
      Securing securing,
      int connections,
      EpochClock clock,
      OpenStreams streams,
      SplittableRandom random) {
    this.loop = loop;
    this.plan = plan;
    this.address = address;
    this.securing = securing;
    this.target = plan.target();
    this.clock = clock;
    this.streams = streams;
    this.random = random;
    for (int i = 0; i < connections; i++) {
      clients.add(
          switch (plan.delivery()) {
            case EVENTS -> new EventsClient(this);
            case SOCKET -> new SocketClient(this);
            case POLL -> new PollClient(this);
          });
    }
  }

  // Any thread.

  EventLoop loop() {
    return loop;
  }

  void begin() {
    loop.execute(
        () -> {
          waiting.addAll(clients);
          connectMore();
        });
  }

  /** Counts from now on, for so long. */
  void measure(long fromNanos, long untilNanos) {
    until = untilNanos;
    from = fromNanos;
  }

  /** How many clients have not seen this message; any thread asks, and the loop answers. */
  void missed(long number, Consumer<Integer> answer) {
    loop.execute(
        () ->
            answer.accept(
                (int) clients.stream().filter(client -> client.hasMissed(number)).count()));
  }

  // The loop.

  /** Whether what happens now is to be counted. */
  boolean isMeasured(long now) {
    // Differences: the clock may be negative. Neither limit is known at first.
    return from != Long.MAX_VALUE && now - from >= 0 && now - until < 0;
  }

  private void connectMore() {
    while (connecting < MOST_CONNECTING && !waiting.isEmpty()) {
      waiting.poll().connect();
    }
  }

  void connect(StreamClient client, Consumer<IOException> failed) {
    connecting++;
    SessionFactory wire = securing.around(client, _ -> {}, client::insecure);
    loop.connect(new Outgoing(address, null, plan.timeout().toNanos(), wire, failed));
  }

  /** A connect has come to its end. */
  void connected() {
    connecting--;
    connectMore();
  }

  long timeoutNanos() {
    return plan.timeout().toNanos();
  }

  /** When a poller asks for the first time: not all at once. */
  long firstPauseNanos() {
    long pause = plan.pause().toNanos();
    return pause == 0
        ? 0
        : random.nextLong(Math.max(1, Math.min(pause, TimeUnit.HOURS.toNanos(1))));
  }
}
