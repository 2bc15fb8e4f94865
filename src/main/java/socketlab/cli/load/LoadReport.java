// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import socketlab.cli.text.Micros;
import socketlab.load.LoadResult;
import socketlab.load.count.Failure;
import socketlab.load.count.StatusCounts;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.listen.AddressText;

/** A result for people. */
final class LoadReport {
  private static final double[] QUANTILES = {50, 75, 90, 99, 99.9, 99.99, 100};
  private static final int BAR = 40;

  private final PrintWriter out;
  private final LoadResult result;

  private LoadReport(PrintWriter out, LoadResult result) {
    this.out = out;
    this.result = result;
  }

  static void print(PrintWriter out, LoadResult result) {
    LoadReport report = new LoadReport(out, result);
    report.head();
    report.counts();
    report.answers();
    report.latencies();
    report.bars();
    report.warnings();
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
        "%,d connections, %s, over %s, %d thread%s, %.1f s measured",
        plan.connections(),
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

  private static String how(LoadPlan plan) {
    if (plan.newConnection()) {
      return "at most, a new one for each request";
    }
    return plan.pipeline() == 1 ? "kept alive" : "pipelining " + plan.pipeline();
  }

  private void counts() {
    line("%-12s %,14d", "offered", result.offered());
    line("%-12s %,14d    %,.1f a second", "completed", result.completed(), result.achievedRate());
    line("%-12s %,14d%s", "failed", result.failed(), kinds());
    line("%-12s %,14d", "unfinished", result.unfinished());
    line("%-12s %14.2f    on average", "under way", result.busy());
    connections();
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

  private String kinds() {
    StringBuilder kinds = new StringBuilder();
    for (Failure kind : Failure.values()) {
      if (result.failedBy(kind) > 0) {
        kinds.append(kinds.isEmpty() ? "    " : ", ");
        kinds.append(String.format(Locale.ROOT, "%s %,d", kind.id(), result.failedBy(kind)));
      }
    }
    return kinds.toString();
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
    if (result.plan().isOpen() && result.sentBehind().getTotalCount() > 0) {
      row("sent behind", result.sentBehind());
      line("%-12s %9d    requests at most were sent at one moment", "", result.largestBurst());
    }
    line("");
  }

  private void row(String name, Histogram h) {
    if (h.getTotalCount() == 0) {
      line("%-12s %9s", name, "none");
      return;
    }
    line(
        "%-12s %9s %9s %9s %9s %9s %9s %9s",
        name,
        Micros.text(h.getMean()),
        Micros.text(h.getValueAtPercentile(50)),
        Micros.text(h.getValueAtPercentile(90)),
        Micros.text(h.getValueAtPercentile(99)),
        Micros.text(h.getValueAtPercentile(99.9)),
        Micros.text(h.getValueAtPercentile(99.99)),
        Micros.text(h.getMaxValue()));
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

  private void warnings() {
    for (String warning : result.warnings()) {
      line("");
      line("warning: %s", warning);
    }
  }

  private void line(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }
}
