// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load.stream;

import java.io.PrintWriter;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import socketlab.cli.load.report.ReportLines;
import socketlab.cli.text.DurationText;
import socketlab.load.stream.OpenStreams;
import socketlab.load.stream.StreamResult;
import socketlab.load.stream.StreamTally;
import socketlab.load.stream.plan.StreamPlan;

/** A result for people. */
public final class StreamReport {
  private final ReportLines lines;
  private final StreamResult result;

  private StreamReport(PrintWriter out, StreamResult result) {
    lines = new ReportLines(out);
    this.result = result;
  }

  public static void print(PrintWriter out, StreamResult result) {
    StreamReport report = new StreamReport(out, result);
    report.head();
    report.streams();
    report.messages();
    report.times();
    report.server();
    report.lines.warnings(result.warnings());
  }

  private void head() {
    StreamPlan plan = result.plan();
    line("%s", plan.target().url());
    line(
        "%,d %s, over %s, %d thread%s, %.1f s measured",
        plan.connections(),
        kind(plan),
        plan.transport().id(),
        plan.threads(),
        plan.threads() == 1 ? "" : "s",
        result.seconds());
    line("");
  }

  private static String kind(StreamPlan plan) {
    return switch (plan.delivery()) {
      case EVENTS -> "event streams";
      case SOCKET -> "WebSockets";
      case POLL ->
          plan.pause().isZero()
              ? "clients that poll again as soon as they are answered"
              : "clients that poll " + DurationText.format(plan.pause()) + " after each answer";
    };
  }

  private void streams() {
    OpenStreams streams = result.streams();
    line(
        "%-12s %,14d    of %,d were open at the end of the measured time",
        "streams", result.openAtEnd(), result.plan().connections());
    line(
        "%-12s %,14d    after %.2f s",
        "established", streams.everEstablished(), result.establishedSeconds());
    line("%-12s %,14d%s", "failed", streams.failed(), ReportLines.kinds(streams::failedBy));
    line("%-12s %,14d", "lost", streams.lost());
    if (!streams.reason().isEmpty()) {
      line("the first that failed: %s", streams.reason());
    }
    line("");
  }

  private void messages() {
    StreamTally tally = result.tally();
    result
        .publishing()
        .ifPresent(
            published ->
                line("%-12s %,14d    in the whole run", "published", published.messages()));
    line("%-12s %,14d    %,.1f a second", "delivered", tally.delivered, result.deliveredRate());
    line(
        "%-12s %,14d    did not come; %,d clients did not see the last one",
        "missing", tally.missing, result.missed());
    line("%-12s %,14d    %,d of them brought nothing", "requests", tally.requests, tally.empty);
    line("%-12s %,14d    bytes in, %,d out", "wire", tally.bytesIn, tally.bytesOut);
    result
        .cpuMicrosPerMessage()
        .ifPresent(cpu -> line("%-12s %14.2f    µs of CPU per message", "generator", cpu));
    line("");
  }

  private void times() {
    line("%-14s %9s %9s %9s %9s %9s", "", "mean", "P50", "P90", "P99", "max");
    row("delay", result.tally().delay);
    row("first message", result.tally().first);
    row("connect", result.tally().connect);
    result.publishing().ifPresent(published -> row("publish", published.answerTime()));
  }

  private void row(String name, Histogram times) {
    lines.times(14, name, times, 50, 90, 99);
  }

  private void server() {
    if (result.watched().isEmpty()) {
      return;
    }
    StreamResult.Watched watched = result.watched().get();
    line("");
    line(
        "the server used %,.0f µs of CPU%s, switched %,d times, and has %,.1f MB in RAM%s",
        watched.cpuNanos() / 1e3,
        result
            .serverMicrosPerMessage()
            .map(each -> String.format(Locale.ROOT, " (%.2f a message)", each))
            .orElse(""),
        watched.switches(),
        watched.residentOpen() / 1e6,
        result
            .bytesPerStream()
            .map(each -> String.format(Locale.ROOT, " (%,.0f B more a stream)", each))
            .orElse(""));
  }

  private void line(String format, Object... values) {
    lines.line(format, values);
  }
}
