// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import socketlab.cli.name.LabFailure;
import socketlab.disk.BesideFile;
import socketlab.load.LoadResult;
import socketlab.load.count.Interval;

/**
 * A log as HdrHistogram's tools read it: tag {@code latency} and {@code uncorrected} for each
 * second of the measured time, {@code connect} and {@code firstByte} for all of it; values in
 * nanoseconds. It is there when it is whole; until then an older one stays. Without a file it
 * writes nothing.
 */
final class HdrLog implements AutoCloseable {
  private final Path path;
  private final Optional<BesideFile> file;
  private final HistogramLogWriter log;
  private long began;

  private HdrLog(Path path, Optional<BesideFile> file) {
    this.path = path;
    this.file = file;
    this.log =
        new HistogramLogWriter(
            new PrintStream(
                file.<OutputStream>map(f -> f).orElseGet(OutputStream::nullOutputStream)));
  }

  /**
   * @param path null for none
   * @throws LabFailure when nothing can be written there
   */
  static HdrLog to(Path path) {
    if (path == null) {
      return new HdrLog(null, Optional.empty());
    }
    try {
      HdrLog log = new HdrLog(path, Optional.of(BesideFile.at(path)));
      log.log.outputComment("[latencies of requests, in nanoseconds]");
      log.log.outputLogFormatVersion();
      log.log.outputLegend();
      return log;
    } catch (IOException e) {
      throw new LabFailure(
          "--hdr: cannot write " + path + ": " + reason(e) + "; choose another file");
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

  /** What is of the whole run. */
  void write(LoadResult result) {
    long until = began + (long) (1000 * result.seconds());
    write("connect", result.connect(), began, until);
    write("firstByte", result.firstByte(), began, until);
  }

  /**
   * All is written: the log takes its place.
   *
   * @throws LabFailure when any of it could not be written; what was there before stays
   */
  void commit() {
    if (file.isPresent()) {
      try {
        file.get().commit();
      } catch (IOException e) {
        throw new LabFailure(
            "--hdr: "
                + path
                + " could not be written: "
                + reason(e)
                + "; make room, or choose another file");
      }
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of that name and .part is in the way";
    }
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.getMessage();
  }

  private void write(String tag, Histogram histogram, long from, long until) {
    histogram.setTag(tag);
    histogram.setStartTimeStamp(from);
    histogram.setEndTimeStamp(until);
    log.outputIntervalHistogram(histogram);
  }

  /** Without {@link #commit} before, an older log stays as it was. */
  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
