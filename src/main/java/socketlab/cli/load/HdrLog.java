// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.io.FileNotFoundException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import socketlab.cli.name.LabFailure;
import socketlab.load.Interval;
import socketlab.load.LoadResult;

/**
 * A log as HdrHistogram's tools read it: tag {@code latency} and {@code uncorrected} for each
 * second of the measured time, {@code connect} and {@code firstByte} for all of it; values in
 * nanoseconds. Without a file it writes nothing.
 */
final class HdrLog implements AutoCloseable {
  private final PrintStream file;
  private final HistogramLogWriter log;
  private long began;

  private HdrLog(PrintStream file) {
    this.file = file;
    this.log = new HistogramLogWriter(file);
  }

  /**
   * @param path null for none
   */
  static HdrLog to(Path path) {
    if (path == null) {
      return new HdrLog(new PrintStream(PrintStream.nullOutputStream()));
    }
    try {
      HdrLog log = new HdrLog(new PrintStream(path.toFile()));
      log.log.outputComment("[latencies of requests, in nanoseconds]");
      log.log.outputLogFormatVersion();
      log.log.outputLegend();
      return log;
    } catch (FileNotFoundException e) {
      throw new LabFailure(
          "--hdr: cannot write " + path + ": " + e.getMessage() + "; choose another file");
    }
  }

  void write(Interval interval) {
    if (interval.isWarmup()) {
      return;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(interval.nanos());
    if (began == 0) {
      began = System.currentTimeMillis() - millis;
    }
    long from = began + 1000L * interval.second();
    write("latency", interval.latency(), from, from + millis);
    write("uncorrected", interval.uncorrected(), from, from + millis);
  }

  void write(LoadResult result) {
    long until = began + (long) (1000 * result.seconds());
    write("connect", result.connect(), began, until);
    write("firstByte", result.firstByte(), began, until);
  }

  private void write(String tag, Histogram histogram, long from, long until) {
    histogram.setTag(tag);
    histogram.setStartTimeStamp(from);
    histogram.setEndTimeStamp(until);
    log.outputIntervalHistogram(histogram);
  }

  @Override
  public void close() {
    file.close();
  }
}
