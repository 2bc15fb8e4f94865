// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import socketlab.linux.libc.Platform;
import socketlab.linux.process.ProcessUsage;
import socketlab.load.Knock;
import socketlab.load.Securing;
import socketlab.load.plan.WireProtocol;
import socketlab.load.stream.plan.StreamPlan;
import socketlab.net.loop.EventLoop;
import socketlab.protocol.Handlers;

/**
 * One run: all connect, all are open, it becomes warm, it is measured, and what was published last
 * is waited for.
 *
 * <pre>
 *   connect ──▶ all open, or failed for good ──▶ warm-up ──▶ measured ──▶ the last message everywhere
 *                                       │ publishing ─────────────────▶ │
 * </pre>
 *
 * <p>The measured time begins half a period before a message is due and is a whole number of
 * periods, so that every message in it is paid for by the time in which it was.
 *
 * <p>{@link #run} is called once, by one thread; {@link #stop} may be called by any.
 */
public final class StreamRun {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final StreamPlan plan;
  private final Consumer<String> narrator;
  private final EpochClock clock = new EpochClock();
  private final OpenStreams streams = new OpenStreams();
  private final List<StreamLane> lanes = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Optional<Publisher> publisher = Optional.empty();

  /**
   * @param narrator told in a line what is being done; called by the thread that runs
   */
  public StreamRun(StreamPlan plan, Consumer<String> narrator) {
    this.plan = plan;
    this.narrator = narrator;
  }

  /** What had been used at one moment. */
  private record Used(long at, Optional<Long> process, Optional<WatchedProcess> server) {}

  /**
   * Opens, measures, and ends.
   *
   * @throws IOException when the target takes no connection to begin with
   */
  public StreamResult run() throws IOException, InterruptedException {
    plan.transport().availability().require();
    InetSocketAddress address = new Knock(plan.target().addresses(), plan.timeout()).answering();
    Optional<WatchedProcess> alone = watched();
    try (Securing securing = securing()) {
      return run(address, alone, securing);
    }
  }

  private StreamResult run(
      InetSocketAddress address, Optional<WatchedProcess> alone, Securing securing)
      throws IOException, InterruptedException {
    try {
      long began = System.nanoTime();
      open(address, securing);
      awaitStreams(began + 2 * plan.timeout().toNanos());
      double established = (System.nanoTime() - began) / 1e9;
      narrator.accept(
          "%,d of %,d streams are open after %.2f s"
              .formatted(streams.open(), plan.connections(), established));
      publisher = publisher(address);
      Window window = window();
      pauseUntil(window.from());
      // Those who are late are so for all that follows, and nothing of before is counted.
      Used before = used();
      lanes.forEach(lane -> lane.measure(before.at(), window.until()));
      pauseUntil(window.until());
      Used after = used();
      int open = streams.open();
      int missed = awaitTheLast();
      close();
      return result(address, alone, before, after, open, established, missed);
    } finally {
      close();
    }
  }

  /** Ends it now, with the result so far; any thread. */
  public void stop() {
    stopped.countDown();
  }

  private record Window(long from, long until) {}

  private Window window() {
    long warm = System.nanoTime() + plan.warmup().toNanos();
    if (publisher.isEmpty()) {
      return new Window(warm, warm + plan.duration().toNanos());
    }
    long every = plan.publishing().orElseThrow().every().toNanos();
    long first = firstAt;
    long periods = Math.max(0, Math.ceilDiv(warm - first, every));
    long from = first + periods * every - every / 2;
    long measured = Math.max(1, Math.ceilDiv(plan.duration().toNanos(), every)) * every;
    return new Window(from, from + measured);
  }

  private long firstAt;

  private Optional<Publisher> publisher(InetSocketAddress address) {
    if (plan.publishing().isEmpty() || streams.open() == 0) {
      return Optional.empty();
    }
    StreamPlan.Publishing publishing = plan.publishing().get();
    InetSocketAddress to =
        publishing.to().addresses().contains(address)
            ? address
            : publishing.to().addresses().getFirst();
    Publisher made =
        new Publisher(
            publishing, to, clock, Math.clamp(plan.timeout().toMillis(), 1, Integer.MAX_VALUE));
    made.connect();
    firstAt = System.nanoTime() + LOOK_NANOS;
    made.start(firstAt);
    return Optional.of(made);
  }

  private Securing securing() throws IOException {
    return Securing.of(
        plan.target().tls(),
        plan.target().serverName(),
        Optional.of(WireProtocol.HTTP_1.alpn()),
        plan.timeout().toNanos());
  }

  private void open(InetSocketAddress address, Securing securing) throws IOException {
    SplittableRandom random = new SplittableRandom(plan.seed());
    for (int i = 0; i < plan.threads(); i++) {
      EventLoop loop = plan.transport().open(config(i));
      int connections = plan.connections() / plan.threads();
      connections += i < plan.connections() % plan.threads() ? 1 : 0;
      lanes.add(
          new StreamLane(
              loop, plan, address, securing, connections, clock, streams, random.split()));
      loop.start();
    }
    lanes.forEach(StreamLane::begin);
  }

  private EventLoop.Config config(int lane) {
    return new EventLoop.Config(
        "lab-streams-" + lane,
        "load",
        Handlers.IN_PLACE,
        TimeUnit.SECONDS.toNanos(1),
        plan.timeout().toNanos(),
        -1,
        problem -> failure.compareAndSet(null, new IllegalStateException(problem)),
        e -> failure.compareAndSet(null, e));
  }

  private void awaitStreams(long deadline) throws InterruptedException {
    while (streams.everEstablished() + streams.failed() < plan.connections()
        && System.nanoTime() - deadline < 0
        && !isStopped(LOOK_NANOS)) {
      requireNoFailure();
    }
  }

  private void pauseUntil(long moment) throws InterruptedException {
    for (long left; (left = moment - System.nanoTime()) > 0; ) {
      requireNoFailure();
      if (streams.open() == 0 || isStopped(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)))) {
        return;
      }
    }
  }

  private boolean isStopped(long nanos) throws InterruptedException {
    return stopped.await(nanos, TimeUnit.NANOSECONDS);
  }

  private void requireNoFailure() {
    if (failure.get() != null) {
      throw new IllegalStateException("the generator failed", failure.get());
    }
  }

  /** How many clients do not get the last message, though they are given the time. */
  private int awaitTheLast() throws InterruptedException {
    if (publisher.isEmpty()) {
      return 0;
    }
    publisher.get().stop();
    long last = publisher.get().published() - 1;
    long deadline = System.nanoTime() + plan.pause().toNanos() + GRACE_NANOS;
    int missed;
    do {
      missed = missed(last);
    } while (missed > 0 && System.nanoTime() - deadline < 0 && !isStopped(LOOK_NANOS));
    return missed;
  }

  private int missed(long number) throws InterruptedException {
    AtomicInteger missed = new AtomicInteger();
    CountDownLatch answers = new CountDownLatch(lanes.size());
    for (StreamLane lane : lanes) {
      lane.missed(
          number,
          count -> {
            missed.addAndGet(count);
            answers.countDown();
          });
    }
    while (!answers.await(LOOK_NANOS, TimeUnit.NANOSECONDS)) {
      requireNoFailure();
    }
    return missed.get();
  }

  private Optional<WatchedProcess> watched() {
    return plan.watched().isPresent()
        ? Optional.of(WatchedProcess.of(plan.watched().getAsLong()))
        : Optional.empty();
  }

  private Used used() {
    Optional<Long> process =
        Platform.availability().isAvailable()
            ? Optional.of(ProcessUsage.cpuNanos(ProcessHandle.current().pid()))
            : Optional.empty();
    Optional<WatchedProcess> server = watched();
    return new Used(System.nanoTime(), process, server);
  }

  private StreamResult result(
      InetSocketAddress address,
      Optional<WatchedProcess> alone,
      Used before,
      Used after,
      int open,
      double established,
      int missed) {
    StreamTally total = new StreamTally();
    lanes.forEach(lane -> total.add(lane.tally));
    return new StreamResult(
        plan,
        address,
        (after.at() - before.at()) / 1e9,
        streams,
        open,
        established,
        total,
        missed,
        publisher.map(
            one -> new StreamResult.Published(one.published(), one.answerTime(), one.failure())),
        after.process().map(nanos -> nanos - before.process().orElseThrow()),
        after
            .server()
            .map(
                server ->
                    new StreamResult.Watched(
                        server.cpuNanos() - before.server().orElseThrow().cpuNanos(),
                        server.switchesSince(before.server().orElseThrow()),
                        alone.orElseThrow().residentBytes(),
                        server.residentBytes())));
  }

  private boolean isClosed;

  private void close() throws InterruptedException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (publisher.isPresent()) {
      publisher.get().stop();
    }
    long deadline = System.nanoTime() + GRACE_NANOS;
    lanes.forEach(lane -> lane.loop().drain(deadline));
    for (StreamLane lane : lanes) {
      lane.loop().join(deadline + GRACE_NANOS);
    }
  }
}
