// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.SynRetries;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.TcpInfo;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "syn-staircase",
    question = "The accept queue was full and now has room: when does the waiting client get in?",
    setup =
        """
        client   SYN ✗ ───────────────────────────▶ connected: when?
        time     0         1         2         3
        server   ■ full ───────────────▲ accept at 2.5: there is room

        the same with room at 0.2, 1.5, 4.5 and 8 s
        """,
    picture =
        """
        client   SYN✗      SYN✗      SYN✗      SYN ──▶ connected
                 │ 1 s     │ 1 s     │ 1 s     │
        time     0         1         2         3
        server   ■ full ───────────────▲ accept at 2.5: there is room, but the client cannot know
        """,
    sources = {
      "tcp_retransmit_timer in net/ipv4/tcp_timer.c; Documentation/networking/ip-sysctl.rst,"
          + " tcp_syn_linear_timeouts (since 6.5)",
      "RFC 6298: the first retry after 1 s, then doubling"
    },
    outcomes = {
      @Outcome(
          name = "linear-steps",
          grade = EXPECTED,
          choice =
              "At its next retry of the SYN: 1, 2, 3, 4 or 5 s after the first, later 7 or 11 s.",
          why =
              "At its next SYN retry, 1, 2, 3, 4, 5, 7 or 11 s after the first SYN. The dropped SYN"
                  + " left no trace on the server, so only the client's own timer helps. Under"
                  + " overload, connect times are therefore whole seconds."),
      @Outcome(
          name = "doubling-steps",
          grade = INTERESTING,
          choice =
              "At its next retry of the SYN, and the retries come 1, 3, 7 and 15 s after the"
                  + " first.",
          why =
              "At its next SYN retry, and the retries come 1, 3, 7 and 15 s after the first SYN:"
                  + " the kernel is older than 6.5, or tcp_syn_linear_timeouts is not its default"
                  + " of 4."),
      @Outcome(
          name = "no-staircase",
          grade = FORBIDDEN,
          choice = "Between two retries, for example as soon as there is room.",
          why =
              "A client got in between two retries, or did not get in at a retry that found room.")
    },
    verdict = {
      "There was room after 0.2, 1.5, 2.5, 4.5 and 8 s; the clients were connected after {room at *"
          + " s: client connected}.",
      "Each had sent {room at * s: SYNs that found no room} SYNs that found no room; {SYNs dropped"
          + " in all} were dropped in all."
    },
    cost = Cost.WAITS,
    seconds = 13,
    tryIt =
        """
        sysctl net.ipv4.tcp_syn_linear_timeouts
        nstat -az TcpExtListenOverflows
        """,
    seeAlso = {
      "slow-acceptor",
      "overflow-silence-or-reset",
      "backlog-plus-one",
      "overflow",
      "net.ipv4.tcp_syn_linear_timeouts"
    })
public final class SynStaircase implements Experiment {
  private static final double[] ROOM_AT = {0.2, 1.5, 2.5, 4.5, 8};
  private static final Duration MOST = Duration.ofSeconds(35);

  /** A full listener, and the one client too many that waits for it. */
  private static final class Step implements AutoCloseable {
    final double roomAt;
    final ServerSocketChannel listener = Listeners.listen(0);
    final ConnectingClients clients = new ConnectingClients(listener);
    final SocketChannel waiting;
    final long began;
    double freed;
    int due;
    double waitedStill;
    double connected;

    Step(double roomAt) throws IOException {
      this.roomAt = roomAt;
      clients.connect(1);
      began = System.nanoTime();
      waiting = clients.begin();
    }

    /** Accepts when it is time, and notes when the client is in; true once it is. */
    boolean advance() {
      if (connected == 0) {
        double asked = now();
        if (TcpInfo.of(waiting).state() == TcpState.ESTABLISHED) {
          connected = now();
        } else {
          waitedStill = asked;
        }
      }
      if (freed == 0 && now() >= roomAt) {
        makeRoom();
      }
      return connected > 0;
    }

    /** The next retry is due to find it; by the kernel's count, for this thread may come late. */
    private void makeRoom() {
      try {
        listener.accept().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      freed = now();
      TcpInfo info = TcpInfo.of(waiting);
      due = (int) info.totalRetransmits() + (info.state() == TcpState.ESTABLISHED ? 0 : 1);
    }

    private double now() {
      return (System.nanoTime() - began) / 1e9;
    }

    @Override
    public void close() throws IOException {
      clients.close();
      listener.close();
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    SynRetries retries = SynRetries.here();
    NetCounters before = NetCounters.read();
    List<Step> steps = new ArrayList<>();
    try {
      for (double roomAt : ROOM_AT) {
        steps.add(new Step(roomAt));
      }
      Until.holds(
          "every client is in",
          MOST,
          () -> steps.stream().filter(Step::advance).count() == steps.size());

      boolean onTheSteps = true;
      List<Series.Point> points = new ArrayList<>();
      long inVain = 0;
      for (Step step : steps) {
        long retried = TcpInfo.of(step.waiting).totalRetransmits();
        String name = "room at " + step.roomAt + " s: ";
        notes.figure(name + "SYNs that found no room", "", step.due, "TCP_INFO", retried);
        notes.figure(
            name + "client connected",
            "s",
            "after " + retries.at(step.due),
            "clock",
            step.connected);
        onTheSteps &= retries.fits(step.due, step.waitedStill, step.connected);
        inVain += retried;
        points.add(new Series.Point(step.freed, step.connected));
      }
      Map<String, Double> drops = new LinkedHashMap<>();
      drops.put("clients' TCP_INFO", (double) inVain);
      drops.put(
          "ListenOverflows", (double) NetCounters.read().since(before, "TcpExtListenOverflows"));
      notes.figure("SYNs dropped in all", "", "", drops);
      notes.series(new Series("The staircase", "room at, s", "connected at, s", points));

      if (!onTheSteps || !notes.allAsExpected()) {
        return "no-staircase";
      }
      return retries.linear() == 4 ? "linear-steps" : "doubling-steps";
    } finally {
      for (Step step : steps) {
        step.close();
      }
    }
  }
}
