// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.Clients;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.Places;
import socketlab.experiment.tool.SynRetries;
import socketlab.linux.ListenQueue;
import socketlab.linux.NetCounters;
import socketlab.linux.TcpInfo;

@Claim(
    id = "slow-acceptor",
    question = "Clients come faster than the acceptor accepts: what do they see of it?",
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
          why =
              "Until the queue is full nobody notices anything: connects take no time, though the"
                  + " waiting for accept grows. Then each connect takes as long as the retry that"
                  + " happened to find room: the latency has steps a second high. Retries that fire"
                  + " together pass the test of the SYN together; the last ACK of the later ones is"
                  + " dropped, and such a client believes it is connected while the server holds it"
                  + " half open."),
      @Outcome(
          name = "kept-up",
          grade = INTERESTING,
          why = "The queue never filled: the machine was too busy to offer connections so fast."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          why =
              "The queue held more than backlog + 1 and what the other CPUs added at the same"
                  + " moment, or a client waited though there was room, or got in between two"
                  + " retries of its SYN, or more drops were felt than counted.")
    },
    cost = Cost.MEASURES,
    seconds = 8,
    tryIt =
        "lab serve --pattern=single-thread --backlog=64; wrk -c200 -H 'Connection: close'"
            + " http://localhost:8080/work?sleep=20; ss -lnt, again and again")
final class SlowAcceptor implements Experiment {
  private static final int BACKLOG = 64;
  private static final int OFFERED_PER_SECOND = 100;
  private static final int ACCEPTED_PER_SECOND = 50;
  private static final double OFFER_SECONDS = 4;
  private static final double SECONDS = 7;
  private static final double SAMPLE_SECONDS = 0.02;

  /** The whole of /proc/net/tcp is read for it. */
  private static final double HALF_OPEN_SAMPLE_SECONDS = 0.25;

  /** One client: when its SYN left, and when its connect was done, in seconds; 0 for not yet. */
  private static final class Client {
    final SocketChannel channel;
    final double began;
    final boolean roomBefore;
    double connected;

    Client(SocketChannel channel, double began, boolean roomBefore) {
      this.channel = channel;
      this.began = began;
      this.roomBefore = roomBefore;
    }

    double waited() {
      return connected - began;
    }

    int retries() {
      return (int) TcpInfo.of(channel).totalRetransmits();
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    List<Client> all = new ArrayList<>();
    List<Series.Point> depth = new ArrayList<>();
    List<Series.Point> halfOpen = new ArrayList<>();
    NetCounters before = NetCounters.read();
    try (ServerSocketChannel listener = Listeners.listen(BACKLOG);
        Selector connects = Selector.open();
        Clients clients = new Clients(listener)) {
      long began = System.nanoTime();
      int accepted = 0;
      boolean wasFull = false;
      double fullAt = 0;
      for (double now = 0; now < SECONDS; now = (System.nanoTime() - began) / 1e9) {
        ListenQueue queue = ListenQueue.of(listener);
        if (queue.isFull() && !wasFull) {
          wasFull = true;
          fullAt = now;
        }
        if (now >= depth.size() * SAMPLE_SECONDS) {
          depth.add(new Series.Point(now, queue.queued()));
        }
        if (now >= halfOpen.size() * HALF_OPEN_SAMPLE_SECONDS) {
          halfOpen.add(new Series.Point(now, Places.halfOpenNow(listener)));
        }
        if (now < OFFER_SECONDS && now * OFFERED_PER_SECOND > all.size()) {
          SocketChannel channel = clients.begin();
          Client client = new Client(channel, now, !wasFull);
          channel.register(connects, SelectionKey.OP_CONNECT, client);
          all.add(client);
        }
        if (now * ACCEPTED_PER_SECOND > accepted + 1) {
          accepted++;
          close(listener.accept());
        }
        connects.select(1);
        for (SelectionKey key : connects.selectedKeys()) {
          Client client = (Client) key.attachment();
          client.channel.finishConnect();
          client.connected = (System.nanoTime() - began) / 1e9;
          key.cancel();
        }
        connects.selectedKeys().clear();
      }
      Map<String, Double> drops =
          Places.counted(before, "TcpExtListenOverflows", "TcpExtListenDrops");
      notes.figure("SYNs and ACKs dropped at the full queue", "", "1 or more", drops);
      notes.figure("of them SYNs", "", "not more", "TCP_INFO", clients.synsSentInVain());
      boolean counted = clients.synsSentInVain() <= drops.get("TcpExtListenOverflows");
      notes.series(new Series("Queue depth", "time, s", "connections waiting for accept", depth));
      notes.series(new Series("Half open", "time, s", "connections in SYN_RECV", halfOpen));
      String outcome = judge(notes, all, depth, fullAt);
      return counted ? outcome : "something-else";
    }
  }

  private static String judge(
      Notes notes, List<Client> all, List<Series.Point> depth, double fullAt) {
    SynRetries retries = SynRetries.here();
    double deepest = depth.stream().mapToDouble(Series.Point::y).max().orElseThrow();
    List<Client> in = all.stream().filter(c -> c.connected > 0).toList();
    long late = in.stream().filter(c -> c.retries() > 0).count();
    long offTheSteps = in.stream().filter(c -> !retries.fits(c.retries(), c.waited())).count();
    long earlyWaited = all.stream().filter(c -> c.roomBefore && c.retries() > 0).count();

    notes.figure("deepest queue", "", "65 or little more", "TCP_INFO", deepest);
    notes.figure("queue full after", "s", "about 1.3", "clock", fullAt);
    notes.figure("clients who came before that, and waited", "", 0, "TCP_INFO", earlyWaited);
    notes.figure("connects at the first SYN", "", "", "TCP_INFO", in.size() - late);
    notes.figure("connects at a retry", "", "1 or more", "TCP_INFO", late);
    notes.figure("connects at no step of the staircase", "", 0, "clock", offTheSteps);
    notes.figure("not connected at the end", "", "", "clock", all.size() - in.size());
    notes.series(
        new Series(
            "Connect latency",
            "the SYN left at, s",
            "connect took, s",
            in.stream().map(c -> new Series.Point(c.began, c.waited())).toList()));
    if (fullAt == 0) {
      return "kept-up";
    }
    int cpus = Runtime.getRuntime().availableProcessors();
    boolean capped = deepest > BACKLOG && deepest <= BACKLOG + cpus;
    return notes.allAsExpected() && capped && late > 0 ? "climb-then-staircase" : "something-else";
  }

  private static void close(SocketChannel accepted) throws IOException {
    if (accepted != null) {
      accepted.close();
    }
  }
}
