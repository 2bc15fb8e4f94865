// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import socketlab.compare.load.Generator;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerProcess;

/**
 * What a server's own threads, those called {@code lab-…}, allocate for a request in the steady
 * state. The server's JVM says once a second what each thread has allocated so far
 * (jdk.ThreadAllocationStatistics, JFR); the difference between the first and the last time within
 * the load is divided by the requests of that span.
 */
public final class Allocation {
  private static final String EVENT = "jdk.ThreadAllocationStatistics";

  private static final String SETTINGS =
      """
      <configuration version="2.0">
        <event name="jdk.ThreadAllocationStatistics">
          <setting name="enabled">true</setting>
          <setting name="period">1 s</setting>
        </event>
      </configuration>
      """;

  /** Left out at the load's beginning: connections are made then. */
  private static final Duration SET_UP = Duration.ofSeconds(1);

  /** What one thread had allocated, first and last within the load. */
  private record Span(Instant first, long before, Instant last, long after) {
    Span until(Instant time, long allocated) {
      return new Span(first, before, time, allocated);
    }

    long bytes() {
      return after - before;
    }

    double seconds() {
      return Duration.between(first, last).toNanos() / 1e9;
    }
  }

  private Allocation() {}

  /**
   * Starts a server of its own and loads it.
   *
   * @param warmUpSeconds before, so that the JIT has compiled what matters
   * @param task its address is replaced
   * @throws IOException when the JVM told too little, in one line
   */
  public static double bytesARequest(
      Candidate candidate, int warmUpSeconds, Generator generator, Generator.Task task)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("lab-jfr");
    Path settings = folder.resolve("allocation.jfc");
    Files.writeString(settings, SETTINGS);
    Candidate.Setting setting =
        Candidate.Setting.of(
            task.cpus(),
            "-XX:FlightRecorderOptions=repository=" + folder,
            "-XX:StartFlightRecording=settings=" + settings);
    try (ServerProcess server = candidate.start(setting)) {
      Generator.Task here = task.at(server.address());
      generator.run(here.lasting(warmUpSeconds));
      return during(folder, generator, here);
    } finally {
      delete(folder);
    }
  }

  private static double during(Path repository, Generator generator, Generator.Task task)
      throws IOException, InterruptedException {
    Map<String, Span> spans = new ConcurrentHashMap<>();
    CountDownLatch over = new CountDownLatch(1);
    Instant begin = Instant.now().plus(SET_UP);
    // By the load's plan, not by when it was seen to end: the stream tells events a second late.
    Instant end = Instant.now().plusSeconds(task.seconds());
    try (EventStream events = EventStream.openRepository(repository)) {
      events.setStartTime(begin);
      events.onEvent(
          EVENT,
          event -> {
            if (event.getStartTime().isAfter(end)) {
              over.countDown();
            } else if (!event.getStartTime().isBefore(begin)) {
              note(spans, event);
            }
          });
      events.startAsync();
      Generator.Outcome outcome = generator.run(task);
      over.await(10, TimeUnit.SECONDS);
      return bytesARequest(spans, outcome);
    }
  }

  private static void note(Map<String, Span> spans, RecordedEvent event) {
    if (event.getThread("thread") == null || event.getThread("thread").getJavaName() == null) {
      return;
    }
    String name = event.getThread("thread").getJavaName();
    if (name.startsWith("lab-")) {
      Instant time = event.getStartTime();
      long allocated = event.getLong("allocated");
      spans.merge(
          name,
          new Span(time, allocated, time, allocated),
          (span, _) -> span.until(time, allocated));
    }
  }

  private static double bytesARequest(Map<String, Span> spans, Generator.Outcome outcome)
      throws IOException {
    double seconds = spans.values().stream().mapToDouble(Span::seconds).max().orElse(0);
    if (seconds < 1) {
      throw new IOException("the server's JVM reported no allocation; load it for longer");
    }
    long bytes = spans.values().stream().mapToLong(Span::bytes).sum();
    return bytes / (outcome.requests() / outcome.seconds() * seconds);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
