// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import socketlab.compare.data.Load;
import socketlab.compare.peer.Candidates;
import socketlab.compare.server.Candidate;

/** How much the speed table measures, in rounds and beside them. */
public enum TargetSize {
  FULL(3, 60, 10_000, 10),
  /** A test of the harness. */
  QUICK(1, 4, 500, 2);

  private final int processes;
  private final int allocationSeconds;
  private final int idle;
  private final int starts;

  TargetSize(int processes, int allocationSeconds, int idle, int starts) {
    this.processes = processes;
    this.allocationSeconds = allocationSeconds;
    this.idle = idle;
    this.starts = starts;
  }

  /** How many processes of each server are looked at, idle or at rest, one after the other. */
  public int processes() {
    return processes;
  }

  /** Seconds of load over which allocation is counted. */
  public int allocationSeconds() {
    return allocationSeconds;
  }

  /** How often each server and command is started, in turns. */
  public int starts() {
    return starts;
  }

  /** Lines of the speed table, in order. */
  public List<SpeedTarget> targets() {
    return SpeedTargets.all(idle);
  }

  /** The works in rounds: one for each workload, with all the servers that any target wants. */
  public List<Plan.Work> works(int workers, OptionalDouble share) {
    Map<Load, Set<Candidate>> servers = new LinkedHashMap<>();
    for (SpeedTarget target : targets()) {
      if (target.isRatio() && !target.isOfAStart()) {
        Set<Candidate> all = servers.computeIfAbsent(target.load(), _ -> new LinkedHashSet<>());
        all.add(Candidates.byName(target.ours()));
        all.add(Candidates.byName(target.peer()));
      }
    }
    List<Plan.Work> works = new ArrayList<>();
    // One noise check a campaign is enough, where it is one machine's.
    servers.forEach(
        (load, all) ->
            works.add(
                new Plan.Work(load, List.copyOf(all), workers, share, works.isEmpty(), false)));
    return works;
  }
}
