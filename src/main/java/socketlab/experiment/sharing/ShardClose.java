// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.sharing;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners.Shards;
import socketlab.experiment.tool.PrivateSysctl;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.FilledShards;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "shard-close",
    question = "A shard closes: what happens to the clients that wait in its queue?",
    setup =
        """
        100 clients in the queues of 4 shards; tcp_migrate_req is 0, then 1

        shard 0    ■■■■■■
        shard 1    ■■■■■ close ──▶ ?
        shard 2    ■■■■■■■
        shard 3    ■■■■
        """,
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
          choice =
              "They are reset, although other shards could serve them; with tcp_migrate_req they"
                  + " move to the others.",
          why =
              "The kernel resets exactly the clients in its queue, though other shards could serve"
                  + " them: their handshake is complete, so they belong to a listener that no"
                  + " longer exists. That is how a rolling restart loses clients. With"
                  + " tcp_migrate_req they move to the other shards, and none is reset."),
      @Outcome(
          name = "reset-all-the-same",
          grade = INTERESTING,
          choice = "They are reset, with tcp_migrate_req too.",
          why = "tcp_migrate_req made no difference: a BPF program may forbid the move here."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice =
              "Something else, for example: they move to the other shards without tcp_migrate_req"
                  + " too.",
          why =
              "Clients of another shard were reset, or some clients of the closed shard were kept.")
    },
    verdict = {
      "With tcp_migrate_req at 0, of {tcp_migrate_req 0: in the queue of the closed shard} clients"
          + " in the closed shard's queue, {tcp_migrate_req 0: clients reset} were reset and"
          + " {tcp_migrate_req 0: clients moved} moved; the other shards accepted {tcp_migrate_req"
          + " 0: accepted by the other shards} of 100.",
      "With it at 1, of {tcp_migrate_req 1: in the queue of the closed shard}, {tcp_migrate_req 1:"
          + " clients reset} were reset and {tcp_migrate_req 1: clients moved} moved; the other"
          + " shards accepted {tcp_migrate_req 1: accepted by the other shards}."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        sysctl net.ipv4.tcp_migrate_req
        ./lab serve --pattern=sharded & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load http://localhost:8080/plaintext --new-connection & sleep 6
        kill $server
        wait; nstat -az TcpOutRsts 'TcpExtTCPMigrateReq*'
        """,
    seeAlso = {
      "shard-steering",
      "shard-balance",
      "ghost-connections",
      "sharded",
      "net.ipv4.tcp_migrate_req",
      "shard"
    })
public final class ShardClose implements Experiment {
  public static final String MIGRATE = "net.ipv4.tcp_migrate_req";
  public static final String MIGRATED = "TcpExtTCPMigrateReqSuccess";
  private static final int SHARDS = 4;
  public static final int CLIENTS = 100;

  /** Shards, and clients that wait in their queues. */
  public static FilledShards fill() throws IOException {
    return FilledShards.listen(SHARDS, CLIENTS);
  }

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
    try (FilledShards filled = fill()) {
      Shards shards = filled.shards();
      ConnectingClients clients = filled.clients();
      Until.holds("all of them are queued", () -> shards.queued() == CLIENTS);
      int longest = filled.longest();
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
