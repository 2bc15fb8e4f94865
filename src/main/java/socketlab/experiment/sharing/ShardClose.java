// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.sharing;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners.Shards;
import socketlab.experiment.tool.PrivateSysctl;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "shard-close",
    question = "A shard closes: what happens to the clients that wait in its queue?",
    picture =
        """
                   tcp_migrate_req = 0            tcp_migrate_req = 1
        shard 0    ■■■■■■        stay             ■■■■■■■■
        shard 1    ■■■■■ close ──▶ RST × 5        close ──▶ to the others
        shard 2    ■■■■■■■       stay             ■■■■■■■■■
        shard 3    ■■■■          stay             ■■■■■
        """,
    sources = {
      "inet_csk_listen_stop in net/ipv4/inet_connection_sock.c: each child of the queue goes to"
          + " reuseport_migrate_sock, or is thrown away",
      "Documentation/networking/ip-sysctl.rst, tcp_migrate_req (since 5.14; 0 by default)"
    },
    outcomes = {
      @Outcome(
          name = "its-queue-alone",
          grade = EXPECTED,
          why =
              "The kernel resets exactly the clients in its queue, though other shards could serve"
                  + " them: their handshake is complete, so they belong to a listener that no"
                  + " longer exists. That is how a rolling restart loses clients. With"
                  + " tcp_migrate_req they move to the other shards, and none is reset."),
      @Outcome(
          name = "reset-all-the-same",
          grade = INTERESTING,
          why = "tcp_migrate_req made no difference: a BPF program may forbid the move here."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          why =
              "Clients of another shard were reset, or some clients of the closed shard were kept.")
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        sysctl net.ipv4.tcp_migrate_req
        ./lab serve --pattern=sharded & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load http://localhost:8080/plaintext --new-connection --duration=6s & sleep 4
        kill $server
        wait; nstat -az TcpOutRsts 'TcpExtTCPMigrateReq*'
        """)
public final class ShardClose implements Experiment {
  private static final String MIGRATE = "net.ipv4.tcp_migrate_req";
  private static final String MIGRATED = "TcpExtTCPMigrateReqSuccess";
  private static final int SHARDS = 4;
  private static final int CLIENTS = 100;

  @Override
  public Availability needs() {
    return PrivateSysctl.exist(MIGRATE);
  }

  @Override
  public String run(Notes notes) throws Exception {
    boolean without = close(0, notes) == 0 && notes.allAsExpected();
    long moved = close(1, notes);
    if (without && notes.allAsExpected()) {
      return "its-queue-alone";
    }
    return without && moved == 0 ? "reset-all-the-same" : "something-else";
  }

  /** Returns how many clients were moved to another shard. */
  private static long close(int migrate, Notes notes) throws Exception {
    PrivateSysctl.set(MIGRATE, migrate);
    try (Shards shards = Shards.listen(SHARDS, CLIENTS);
        ConnectingClients clients = new ConnectingClients(shards.address()).connect(CLIENTS)) {
      Until.holds("all of them are queued", () -> shards.queued() == CLIENTS);
      int longest =
          IntStream.range(0, SHARDS)
              .boxed()
              .max(Comparator.comparing(shards::queued))
              .orElseThrow();
      int queued = shards.queued(longest);
      NetCounters before = NetCounters.read();

      shards.get(longest).close();

      Until.holds(
          "each of its clients was reset or moved",
          () -> clients.in(TcpState.CLOSE) + moved(before) >= queued);
      String name = MIGRATE.substring(MIGRATE.lastIndexOf('.') + 1) + " " + migrate + ": ";
      int reset = migrate == 0 ? queued : 0;
      notes.figure(name + "in the queue of the closed shard", "", "", "TCP_INFO", queued);
      Map<String, Double> resets = new LinkedHashMap<>();
      resets.put("TCP_INFO", (double) clients.in(TcpState.CLOSE));
      resets.putAll(KernelReadings.counted(before, "TcpOutRsts"));
      notes.figure(name + "clients reset", "", reset, resets);
      notes.figure(
          name + "clients moved", "", queued - reset, KernelReadings.counted(before, MIGRATED));
      int accepted = 0;
      for (int shard = 0; shard < SHARDS; shard++) {
        accepted += shard == longest ? 0 : shards.acceptAll(shard);
      }
      notes.figure(name + "accepted by the other shards", "", CLIENTS - reset, "accept", accepted);
      return moved(before);
    }
  }

  private static long moved(NetCounters before) {
    return NetCounters.read().since(before, MIGRATED);
  }
}
