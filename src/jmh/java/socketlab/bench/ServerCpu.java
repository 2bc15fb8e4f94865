// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds to every iteration that loads a server what the server spent on an answer: CPU time of its
 * whole process, user and system, by the answers that came. On a small or shared machine it is the
 * figure that holds still.
 *
 * <p>The process's collector and compiler are in it: warm-up iterations show them leave.
 */
public final class ServerCpu implements InternalProfiler {
  static final String LABEL = "server.cpu";

  /** Of the iteration that ended last; NaN when it loaded no server. */
  private static volatile double microsPerAnswer = Double.NaN;

  /**
   * Called at an iteration's end. JMH closes the benchmark's state, and with it the server, before
   * it asks a profiler, so the profiler cannot look for itself.
   */
  static void measured(long cpuNanos, long answers) {
    microsPerAnswer = answers == 0 ? Double.NaN : cpuNanos / 1e3 / answers;
  }

  @Override
  public String getDescription() {
    return "CPU time of the server's process for each answer";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    microsPerAnswer = Double.NaN;
  }

  @Override
  public List<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double micros = microsPerAnswer;
    return Double.isNaN(micros)
        ? List.of()
        : List.of(new ScalarResult(LABEL, micros, "us/request", AggregationPolicy.AVG));
  }
}
