// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.load.count.Interval;

@Timeout(60)
class HdrLogTest {
  private static final long MICROSECOND = 1_000;

  @Test
  void anIntervalIsStampedAsLongAsItWas(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("log.hdr");
    try (HdrLog log = HdrLog.to(file)) {
      log.write(interval(-1, Duration.ofMillis(200)));
      log.write(interval(0, Duration.ofSeconds(1)));
      log.write(interval(1, Duration.ofMillis(250)));
      log.commit();
    }
    List<EncodableHistogram> latencies = latencies(file);
    assertEquals(2, latencies.size(), "the warm-up is not in it");
    assertEquals(List.of(1000L, 250L), latencies.stream().map(HdrLogTest::millis).toList());
    assertEquals(latencies.getFirst().getEndTimeStamp(), latencies.getLast().getStartTimeStamp());
    assertEquals(MICROSECOND, latencies.getLast().getMaxValueAsDouble(), 1);
  }

  private static Interval interval(int second, Duration length) {
    Histogram latency = new Histogram(3);
    latency.recordValue(MICROSECOND);
    return new Interval(second, length.toNanos(), latency, latency.copy(), 0);
  }

  private static long millis(EncodableHistogram histogram) {
    return histogram.getEndTimeStamp() - histogram.getStartTimeStamp();
  }

  private static List<EncodableHistogram> latencies(Path file) throws FileNotFoundException {
    List<EncodableHistogram> found = new ArrayList<>();
    HistogramLogReader reader = new HistogramLogReader(file.toFile());
    for (EncodableHistogram next; (next = reader.nextIntervalHistogram()) != null; ) {
      if ("latency".equals(next.getTag())) {
        found.add(next);
      }
    }
    return found;
  }
}
