// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.sharing;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners.Shards;
import socketlab.experiment.tool.Until;
import socketlab.linux.libc.Availability;
import socketlab.linux.process.Affinity;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.SocketOptions;

@Claim(
    id = "shard-steering",
    question = "Can a connection be sent to the shard of the CPU that handles its packets?",
    setup =
        """
        SO_ATTACH_REUSEPORT_CBPF: return cpu % 3

        client on CPU 0 ──▶ softirq on CPU 0 ──▶ which shard?
        client on CPU 1 ──▶ softirq on CPU 1 ──▶ which shard?

        shard 0 closes
        client on CPU 0 ──▶ softirq on CPU 0 ──▶ which shard?
        """,
    picture =
        """
        SO_ATTACH_REUSEPORT_CBPF: return cpu % 3

        client on CPU 0 ──▶ softirq on CPU 0 ──▶ place 0: shard 0
        client on CPU 1 ──▶ softirq on CPU 1 ──▶ place 1: shard 1
                                                  place 2: shard 2, no client

        shard 0 closes: the last of them moves into its place
        client on CPU 0 ──▶ softirq on CPU 0 ──▶ place 0: shard 2
        """,
    sources = {
      "socket(7), SO_ATTACH_REUSEPORT_CBPF: the program returns an index, in the order of listen",
      "__netif_rx in net/core/dev.c: loopback handles a packet on the CPU that sent it",
      "__reuseport_detach_sock in net/core/sock_reuseport.c: socks[i] = socks[num_socks - 1]"
    },
    outcomes = {
      @Outcome(
          name = "to-its-own-shard",
          grade = EXPECTED,
          choice =
              "Yes, each of them; but when a shard closes, the last one takes over its clients.",
          why =
              "Yes, each of them, where the hash had spread them over all shards: so a loop that is"
                  + " pinned to that CPU works where the packets are. But the BPF program returns a"
                  + " place and not a shard: when a shard closes, the last shard moves into its"
                  + " place and from then on gets its clients."),
      @Outcome(
          name = "packets-move",
          grade = INTERESTING,
          choice = "Yes, but it is not always the CPU of the client.",
          why =
              "Connections follow the CPU that handled their packets, but that is not always the"
                  + " client's CPU: packet steering (RPS) is on for the loopback interface."),
      @Outcome(
          name = "elsewhere",
          grade = FORBIDDEN,
          choice = "No: some of them go elsewhere.",
          why =
              "A connection reached another shard than that of its CPU, or the hash did not spread"
                  + " the connections, or a close renumbered the shards in another way.")
    },
    verdict = {
      "By hash, {by hash: CPU * to shard *} of 60 clients of the first CPU came to its shard;"
          + " steered, of 60 clients of each CPU, {steered: CPU * to shard *} came to its own.",
      "After that shard closed, {shard * closed: CPU * to shard *} of 60 clients of the first CPU"
          + " came to the last shard."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        ./lab serve --pattern=sharded --pin & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        taskset -c 0 curl -s localhost:8080/stats
        kill $server
        """,
    seeAlso = {
      "shard-close",
      "shard-balance",
      "sharded",
      "--pin",
      "SO_ATTACH_REUSEPORT_CBPF",
      "SO_INCOMING_CPU"
    })
public final class ShardSteering implements Experiment {
  private static final int CLIENTS = 60;

  /** Of a machine with more of them the first. */
  private static final int CPUS = 8;

  @Override
  public Availability needs() {
    return Affinity.availability()
        .and(
            () ->
                Affinity.allowed().size() > 1
                    ? Availability.yes()
                    : Availability.no("needs two CPUs; this process may use one alone"));
  }

  /**
   * Where clients that were pinned to a CPU have arrived.
   *
   * @param atShard at the shard that was asked about
   * @param onCpu handled by the clients' CPU
   * @param together at the shard whose number is that of the CPU that handled them
   */
  private record Arrivals(int atShard, int onCpu, int together) {}

  @Override
  public String run(Notes notes) throws Exception {
    List<Integer> cpus = Affinity.allowed().stream().limit(CPUS).toList();
    int first = cpus.getFirst();
    int spare = cpus.getLast() + 1;
    boolean together = true;
    try (Shards shards = Shards.listen(spare + 1, CLIENTS)) {
      Arrivals hashed = connect(shards, first, first);
      notes.figure(
          "by hash: CPU %d to shard %1$d".formatted(first),
          "",
          "about " + CLIENTS / (spare + 1),
          "TCP_INFO",
          hashed.atShard);

      SocketOptions.steerByCpu(Descriptors.of(shards.get(first)), spare + 1);
      for (int cpu : cpus) {
        Arrivals steered = connect(shards, cpu, cpu);
        note("steered", cpu, cpu, steered, notes);
        together &= steered.together == CLIENTS;
      }
      boolean asExpected = notes.allAsExpected() && hashed.atShard < CLIENTS;

      shards.get(first).close();
      note("shard " + first + " closed", first, spare, connect(shards, first, spare), notes);
      if (asExpected && notes.allAsExpected()) {
        return "to-its-own-shard";
      }
      return together && !asExpected ? "packets-move" : "elsewhere";
    }
  }

  private static void note(String when, int cpu, int shard, Arrivals arrivals, Notes notes) {
    String clients = when + ": CPU " + cpu;
    notes.figure(clients + " to shard " + shard, "", CLIENTS, "TCP_INFO", arrivals.atShard);
    notes.figure(
        clients + ", handled by CPU " + cpu, "", CLIENTS, "SO_INCOMING_CPU", arrivals.onCpu);
  }

  /** Clients connect from a CPU, and are all accepted. */
  private static Arrivals connect(Shards shards, int cpu, int shard) throws Exception {
    List<Integer> before = Affinity.allowed();
    Affinity.pin(cpu);
    try {
      for (int i = 0; i < CLIENTS; i++) {
        SocketChannel.open(shards.address()).close();
      }
    } finally {
      Affinity.allow(before);
    }
    Until.holds("all of them are queued", () -> shards.queued() == CLIENTS);
    int atShard = shards.queued(shard);
    int onCpu = 0;
    int together = 0;
    for (int i = 0; i < shards.all().size(); i++) {
      for (int handledBy : acceptAll(shards.get(i))) {
        onCpu += handledBy == cpu ? 1 : 0;
        together += handledBy == i ? 1 : 0;
      }
    }
    return new Arrivals(atShard, onCpu, together);
  }

  /** The CPU of each connection that waited there. */
  private static List<Integer> acceptAll(ServerSocketChannel listener) throws IOException {
    List<Integer> cpus = new ArrayList<>();
    while (listener.isOpen()) {
      try (SocketChannel connection = listener.accept()) {
        if (connection == null) {
          break;
        }
        cpus.add(SocketOptions.incomingCpu(Descriptors.of(connection)));
      }
    }
    return cpus;
  }
}
