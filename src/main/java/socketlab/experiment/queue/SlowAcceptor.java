// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;

import java.util.List;
import java.util.Map;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.queue.Congestion;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.experiment.tool.queue.SynRetries;
import socketlab.linux.network.NetCounters;

@Claim(
    id = "slow-acceptor",
    question = "Clients come faster than the acceptor accepts: what do the clients see?",
    setup =
        """
        100 clients/s ──SYN──▶ [ accept queue, backlog 64 ] ──accept──▶ 50/s

        queue    0 ──▶ ?
        connect  how long does it take, at first and later?
        """,
    picture =
        """
        100 clients/s ──SYN──▶ [ accept queue, backlog 64 ] ──accept──▶ 50/s

        queue    0 ──── climbs by 50/s ────▶ 65: full ─────────────────▶ stays full
        connect  at once ·················· at once │ 0, 1, 2, 3 … s: the retries of the SYN
        """,
    sources = {
      "The lecture How the backend accepts connections: a slow acceptor fills the backlog",
      "tcp_conn_request (the SYN's test) in net/ipv4/tcp_input.c, tcp_v4_syn_recv_sock (the last"
          + " ACK's) in net/ipv4/tcp_ipv4.c; neither locks the listener"
    },
    outcomes = {
      @Outcome(
          name = "climb-then-staircase",
          grade = EXPECTED,
          choice = "Nothing until the queue is full; then a connect takes whole seconds.",
          why =
              "Until the queue is full the clients notice nothing: they connect at once, though"
                  + " they wait longer and longer for accept. After that, a connect lasts until the"
                  + " SYN retry that happens to find room, so the latency has steps of a second."
                  + " Retries that fire at the same moment can pass the test of the SYN together;"
                  + " then the kernel drops the last ACK of the later ones, and such a client"
                  + " believes that it is connected while the server holds it half open."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice =
              "Something else, for example: every connect takes a little longer than the one"
                  + " before.",
          why =
              "The queue never filled; or it held more than backlog + 1 and what the other CPUs"
                  + " added at the same moment; or a client waited though there was room; or a"
                  + " client got in between two retries of its SYN; or the clients saw more drops"
                  + " than the kernel counted.")
    },
    verdict = {
      "The queue, with a backlog of 64, was full after {queue full after} and held {deepest queue}"
          + " at the most.",
      "{connects at the first SYN} clients connected at their first SYN and {connects at a retry}"
          + " at a retry; {clients that came before that and waited} waited of those that came"
          + " before the queue was full.",
      "The full queue dropped {SYNs and ACKs dropped at the full queue} SYNs and ACKs."
    },
    cost = Cost.MEASURES,
    seconds = 8,
    tryIt =
        """
        ./lab serve --pattern=single-thread --backlog=64 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load 'http://localhost:8080/work?sleep=20' --new-connection --connections=200 & load=$!
        for i in 1 2 3 4 5; do sleep 2; ss -lnt 'sport = :8080'; done   # Recv-Q climbs to 65
        wait $load; kill $server
        """,
    seeAlso = {"syn-staircase", "accept-bottleneck", "single-thread", "accept queue", "--backlog"})
public final class SlowAcceptor implements Experiment {
  private static final int BACKLOG = 64;

  @Override
  public String run(Notes notes) throws Exception {
    NetCounters before = NetCounters.read();
    try (Congestion congestion = new Congestion(BACKLOG)) {
      congestion.run();
      // The clients first: their retries go on, and each is counted.
      long inVain = congestion.clients().synsSentInVain();
      Map<String, Double> drops =
          KernelReadings.counted(before, "TcpExtListenOverflows", "TcpExtListenDrops");
      notes.figure("SYNs and ACKs dropped at the full queue", "", "1 or more", drops);
      notes.figure("of these, SYNs", "", "not more", "TCP_INFO", inVain);
      notes.series(
          new Series(
              "Queue depth", "time, s", "connections waiting for accept", congestion.depth()));
      notes.series(
          new Series("Half open", "time, s", "connections in SYN_RECV", congestion.halfOpen()));
      boolean asTold = judge(notes, congestion);
      return asTold && inVain <= drops.get("TcpExtListenOverflows")
          ? "climb-then-staircase"
          : "something-else";
    }
  }

  private static boolean judge(Notes notes, Congestion congestion) {
    SynRetries retries = SynRetries.here();
    List<Congestion.Client> in = congestion.all().stream().filter(Congestion.Client::isIn).toList();
    long late = in.stream().filter(c -> c.retries() > 0).count();
    long offTheSteps = in.stream().filter(c -> !c.fits(retries)).count();
    long earlyWaited =
        congestion.all().stream().filter(c -> c.roomBefore() && c.retries() > 0).count();

    notes.figure("deepest queue", "", "65 or little more", "TCP_INFO", congestion.deepest());
    notes.figure("queue full after", "s", "about 1.3", "clock", congestion.fullAt());
    notes.figure("clients that came before that and waited", "", 0, "TCP_INFO", earlyWaited);
    notes.figure("connects at the first SYN", "", "", "TCP_INFO", in.size() - late);
    notes.figure("connects at a retry", "", "1 or more", "TCP_INFO", late);
    notes.figure("connects at no step of the staircase", "", 0, "clock", offTheSteps);
    notes.figure("not connected at the end", "", "", "clock", congestion.all().size() - in.size());
    notes.series(
        new Series(
            "Connect latency",
            "the SYN left at, s",
            "connect took, s",
            in.stream().map(c -> new Series.Point(c.began(), c.waited())).toList()));
    int cpus = Runtime.getRuntime().availableProcessors();
    boolean capped = congestion.deepest() > BACKLOG && congestion.deepest() <= BACKLOG + cpus;
    return notes.allAsExpected() && capped && late > 0;
  }
}
