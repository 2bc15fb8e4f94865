// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import socketlab.compare.data.Load;
import socketlab.compare.peer.Peers;
import socketlab.compare.plan.Plan.Work;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.LabServer;
import socketlab.net.Transport;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/**
 * The whole campaign. Under {@code plaintext} every pattern on every transport it runs on, and
 * every other server; after that a pattern shows itself on the transport that cost it least there:
 *
 * <pre>
 *   plaintext        patterns × transports, peers   and latency, at half of what the slowest can
 *   pipelined        patterns, peers
 *   new-connection   patterns, peers
 *   mixed            patterns                       message-balancing with 8 workers: some wait
 *   echo             patterns × transports          raw TCP: nothing but the way of the bytes
 * </pre>
 */
public final class Everything {
  private static final int CONNECTIONS = 64;
  private static final int WAITING_WORKERS = 8;
  private static final OptionalDouble HALF = OptionalDouble.of(0.5);
  private static final OptionalDouble NO_RATE = OptionalDouble.empty();

  private Everything() {}

  /** All of it. */
  public static List<Work> works() {
    return works(all(), Peers.all());
  }

  /** A few of each kind: a test of the harness. */
  public static List<Work> few() {
    List<String> wanted = List.of("single-thread/epoll", "message-balancing/nio");
    return works(
        all().stream().filter(one -> wanted.contains(one.name())).toList(),
        List.of(Peers.byName("nginx").orElseThrow()));
  }

  private static List<Work> works(List<Candidate> ours, List<Candidate> peers) {
    List<Candidate> everybody = new ArrayList<>(ours);
    everybody.addAll(peers);
    return List.of(
        new Work(load("plaintext"), everybody, 1, HALF, true, false),
        new Work(load("pipelined"), everybody, 1, NO_RATE, true, true),
        new Work(load("new-connection"), everybody, 1, NO_RATE, true, true),
        new Work(load("mixed"), ours, WAITING_WORKERS, NO_RATE, true, true),
        new Work(load("echo"), ours, 1, NO_RATE, true, false));
  }

  private static Load load(String name) {
    return Workloads.byName(name, CONNECTIONS).orElseThrow();
  }

  private static List<Candidate> all() {
    List<Candidate> all = new ArrayList<>();
    for (Pattern pattern : Patterns.all()) {
      for (Transport transport : Transport.values()) {
        if (pattern.runsOn(transport)) {
          all.add(new LabServer(pattern, transport));
        }
      }
    }
    return all;
  }
}
