// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.peer.Candidates;
import socketlab.compare.server.Candidate;

/**
 * What is compared of notifications.
 *
 * @param ways in the order in which they are measured
 * @param clients how many at once, in each
 * @param others beside the lab's servers
 * @param seconds of a turn's measured time; one notification each
 * @param processes of each server whose memory is looked at
 * @param few whether one of the lab's servers is enough: a test of the harness
 */
public record NotificationPlan(
    List<NotificationWay> ways,
    List<Integer> clients,
    List<Candidate> others,
    int seconds,
    int processes,
    boolean few) {
  /** Below this the start of a process and of a topic is all that is seen. */
  private static final int MANY = 1000;

  private static final String PEER = "nchan";
  private static final List<String> LIMITED =
      List.of("single-thread/epoll", "single-thread/io_uring");
  private static final List<String> TOLD = List.of("single-thread/nio", "sharded/epoll");
  private static final double MUST = 1.0;
  private static final double AIM = 0.7;

  /** Way by way, so that a server is warm when its next number of clients comes. */
  public List<Plan.Work> works() {
    List<Candidate> servers = new ArrayList<>();
    Stream.concat(LIMITED.stream(), TOLD.stream())
        .limit(few ? 1 : LIMITED.size() + TOLD.size())
        .forEach(name -> servers.add(Candidates.byName(name)));
    servers.addAll(others);
    List<Plan.Work> works = new ArrayList<>();
    for (NotificationWay way : ways) {
      for (int count : clients) {
        works.add(
            new Plan.Work(
                way.load(count),
                servers,
                1,
                OptionalDouble.empty(),
                !few && works.isEmpty(),
                false));
      }
    }
    return works;
  }

  /** The way of a workload. */
  public NotificationWay way(Load load) {
    return ways.stream()
        .filter(way -> load.name().equals(way.id() + "-" + load.connections()))
        .findFirst()
        .orElseThrow();
  }

  /** Whether a client's memory is looked at too: of what stays open, where there are many. */
  public boolean weighsMemory(Load load) {
    return way(load).isStream() && load.connections() >= MANY;
  }

  /** What is to be reached, where nchan takes part; without it the lines say that it is missing. */
  public List<SpeedTarget> targets() {
    List<SpeedTarget> targets = new ArrayList<>();
    for (Plan.Work work : works()) {
      Load load = work.load();
      if (!weighsMemory(load)) {
        continue;
      }
      LIMITED.forEach(ours -> targets.add(target(load, Metric.DELIVERY_CPU, ours, MUST, AIM)));
      TOLD.forEach(ours -> targets.add(target(load, Metric.DELIVERY_CPU, ours, null, null)));
      LIMITED.forEach(ours -> targets.add(target(load, Metric.CLIENT_MEMORY, ours, MUST, null)));
    }
    return targets;
  }

  private static SpeedTarget target(
      Load load, Metric metric, String ours, Double must, Double aim) {
    String id =
        load.name()
            + (metric == Metric.CLIENT_MEMORY ? "-memory-" : "-cpu-")
            + ours.replace('/', '-');
    return new SpeedTarget(id, load, metric, ours, PEER, must, aim);
  }
}
