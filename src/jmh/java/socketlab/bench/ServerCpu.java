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

  private long cpuNanos;
  private long answered;

  @Override
  public String getDescription() {
    return "CPU time of the server's process for each answer";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    ServerProcess server = ServerProcess.running();
    if (server != null) {
      answered = server.answered();
      cpuNanos = server.cpuNanos();
    }
  }

  @Override
  public List<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    ServerProcess server = ServerProcess.running();
    if (server == null || server.answered() == answered) {
      return List.of();
    }
    double micros = (server.cpuNanos() - cpuNanos) / 1e3;
    return List.of(
        new ScalarResult(
            LABEL, micros / (server.answered() - answered), "us/request", AggregationPolicy.AVG));
  }
}
