// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import socketlab.cli.load.report.ReportLines;
import socketlab.cli.text.Micros;
import socketlab.load.LoadResult;
import socketlab.load.count.StatusCounts;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.load.plan.WireProtocol;
import socketlab.net.listen.AddressText;
import socketlab.tls.client.TlsHandshake;

/** A result for people. */
final class LoadReport {
  private static final double[] QUANTILES = {50, 75, 90, 99, 99.9, 99.99, 100};
  private static final int BAR = 40;

  private final ReportLines lines;
  private final LoadResult result;

  private LoadReport(PrintWriter out, LoadResult result) {
    lines = new ReportLines(out);
    this.result = result;
  }

  static void print(PrintWriter out, LoadResult result) {
    LoadReport report = new LoadReport(out, result);
    report.head();
    report.counts();
    report.answers();
    report.latencies();
    report.bars();
    report.lines.warnings(result.warnings());
  }

  private void head() {
    LoadPlan plan = result.plan();
    line("%s", plan.target().url());
    if (plan.isOpen()) {
      line(
          "open loop: %,.1f requests a second, %s arrivals, each timed from the moment when it was"
              + " due",
          plan.rate().getAsDouble(), plan.arrivals().id());
    } else {
      line(
          "closed loop at full speed: it stops sending whenever the server stops answering, so"
              + " these are not the latencies that users would see; --rate measures those");
    }
    address(plan.target());
    line(
        "%,d connections, %s%s, over %s, %d thread%s, %.1f s measured",
        plan.connections(),
        spoken(),
        how(plan),
        plan.transport().id(),
        plan.threads(),
        plan.threads() == 1 ? "" : "s",
        result.seconds());
    line("");
  }

  /** Where a name has several addresses, which it was. */
  private void address(Target target) {
    if (target.addresses().size() > 1) {
      line(
          "the host has the addresses %s; loaded was %s, the first to take a connection",
          target.addresses().stream()
              .map(one -> AddressText.host(one.getAddress()))
              .collect(Collectors.joining(" and ")),
          AddressText.of(target.address()));
    }
  }

  /** How many there really were at once, whatever was asked for. */
  private void connections() {
    line(
        "%-12s %,14d    at most at once, %,.1f on average%s",
        "connections",
        result.openMost(),
        result.openAverage(),
        result.plan().newConnection()
            ? ""
            : String.format(
                Locale.ROOT,
                ", %,d at the end; %,d brought an answer",
                result.open(),
                result.answeredOn()));
  }

  /** What is not plain HTTP/1.1. */
  private String spoken() {
    WireProtocol protocol = result.plan().target().protocol();
    String http = protocol == WireProtocol.HTTP_2 ? protocol.id() : "";
    String tls = result.tls().map(TlsHandshake::version).orElse("");
    String both = http + (http.isEmpty() || tls.isEmpty() ? "" : " in ") + tls;
    return both.isEmpty() ? "" : both + ", ";
  }

  private static String how(LoadPlan plan) {
    if (plan.newConnection()) {
      return "at most, a new one for each request";
    }
    if (plan.depth() == 1) {
      return "kept alive";
    }
    return plan.target().protocol().isMultiplexed()
        ? plan.depth() + " streams each"
        : "pipelining " + plan.depth();
  }

  private void counts() {
    line("%-12s %,14d", "offered", result.offered());
    line("%-12s %,14d    %,.1f a second", "completed", result.completed(), result.achievedRate());
    line("%-12s %,14d%s", "failed", result.failed(), ReportLines.kinds(result::failedBy));
    line("%-12s %,14d", "unfinished", result.unfinished());
    line("%-12s %14.2f    on average", "under way", result.busy());
    connections();
    if (result.tls().isPresent()) {
      line(
          "%-12s %,14d    %,d of them took up an earlier session",
          "handshakes", result.handshake().getTotalCount(), result.resumed());
    }
    result
        .cpuMicrosPerRequest()
        .ifPresent(cpu -> line("%-12s %14.2f    µs of CPU per request", "generator", cpu));
    line("");
  }

  /** Every whole answer, by its status. */
  private void answers() {
    StatusCounts all = new StatusCounts();
    List.of(result.inWarmup(), result.dueInWarmup(), result.answers()).forEach(all::add);
    if (all.total() == 0) {
      line("no answer came, not even in the warm-up");
      line("");
      return;
    }
    line("%-12s %14s %22s %14s", "answers", "in the warm-up", "due in it, came later", "measured");
    all.statuses()
        .forEach(
            status ->
                line(
                    "%-12s %,14d %,22d %,14d",
                    status == StatusCounts.NONE ? "  echo" : "  " + status,
                    result.inWarmup().of(status),
                    result.dueInWarmup().of(status),
                    result.answers().of(status)));
    line("");
  }

  private void latencies() {
    line(
        "%-12s %9s %9s %9s %9s %9s %9s %9s",
        "", "mean", "P50", "P90", "P99", "P99.9", "P99.99", "max");
    row(result.plan().isOpen() ? "latency" : "round trip", result.latency());
    if (result.plan().isOpen()) {
      row("uncorrected", result.uncorrected());
    }
    row("first byte", result.firstByte());
    row("connect", result.connect());
    if (result.tls().isPresent()) {
      row("handshake", result.handshake());
    }
    if (result.plan().isOpen() && result.sentBehind().getTotalCount() > 0) {
      row("sent behind", result.sentBehind());
      line("%-12s %9d    requests at most were sent at one moment", "", result.largestBurst());
    }
    line("");
  }

  private void row(String name, Histogram times) {
    lines.times(12, name, times, 50, 90, 99, 99.9, 99.99);
  }

  /** Lengths go by the logarithm, from the smallest latency to the largest. */
  private void bars() {
    Histogram latency = result.latency();
    if (latency.getTotalCount() == 0) {
      return;
    }
    line(
        "latency by percentile; the bars are logarithmic, from %s to %s",
        Micros.text(latency.getMinValue()), Micros.text(latency.getMaxValue()));
    double least = Math.log(Math.max(1, latency.getMinValue()));
    double span = Math.max(1e-9, Math.log(latency.getMaxValue()) - least);
    for (double quantile : QUANTILES) {
      long nanos = latency.getValueAtPercentile(quantile);
      int length = (int) Math.round(BAR * (Math.log(Math.max(1, nanos)) - least) / span);
      line(
          "%-8s %-" + BAR + "s %s",
          quantile == 100 ? "max" : "P" + trimmed(quantile),
          "█".repeat(Math.clamp(length, 0, BAR)),
          Micros.text(nanos));
    }
  }

  private static String trimmed(double quantile) {
    return quantile == Math.rint(quantile) ? String.valueOf((int) quantile) : "" + quantile;
  }

  private void line(String format, Object... values) {
    lines.line(format, values);
  }
}
