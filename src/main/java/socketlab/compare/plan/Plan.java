// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import socketlab.compare.data.Load;
import socketlab.compare.load.Generator;
import socketlab.compare.server.Candidate;

/**
 * What a campaign is to do.
 *
 * @param topic ends the folder's name: small letters, digits, dashes
 * @param command what repeats it
 * @param works in the order in which they are measured
 * @param rounds at least 1; below 5 an interval says little
 * @param roundSeconds at least 1
 * @param warmUpSeconds at most; it ends when throughput is steady
 * @param seed of the order in rounds, and of the bootstrap
 * @param baseline the server that ratios are told to
 * @param generators the preferred first; a workload is offered by the first that can
 * @param generatorCheck whether the lab's own generator is weighed too, against wrk
 * @param cpus of the server, and its loops
 */
public record Plan(
    String topic,
    String command,
    List<Work> works,
    int rounds,
    int roundSeconds,
    int warmUpSeconds,
    long seed,
    String baseline,
    List<Generator> generators,
    boolean generatorCheck,
    int cpus) {
  /**
   * Servers that are to do the same.
   *
   * @param workers threads that run handlers, of message-balancing
   * @param share of the slowest server's throughput, at which latency is measured; empty for not
   * @param noiseCheck whether a second process of one of them runs along, to be compared with it
   * @param bestTransports whether, of a pattern over several transports, only the one takes part
   *     that was the cheapest under the first work
   */
  public record Work(
      Load load,
      List<Candidate> candidates,
      int workers,
      OptionalDouble share,
      boolean noiseCheck,
      boolean bestTransports) {}

  /** Which generator offers a workload, by its name; none where no one can. */
  public Map<String, String> offering() {
    Map<String, String> offering = new LinkedHashMap<>();
    for (Work work : works) {
      Generator.of(generators, work.load())
          .ifPresent(generator -> offering.put(work.load().name(), generator.name()));
    }
    return offering;
  }
}
