// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.time.Duration;
import java.util.Optional;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.PrivateSysctl;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.experiment.tool.queue.LateHandshakes;
import socketlab.link.Link;
import socketlab.link.LinkOptions;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.Tun;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "overflow-silence-or-reset",
    question = "The queue fills while three handshakes are on their way: what do the clients see?",
    setup =
        """
        a queue with one place left, which fills while three handshakes are under way

        client 1  SYN ──▶ room: SYN-ACK ──▶ ACK ──▶ ■ the last place
        client 2  SYN ──▶ room: SYN-ACK ──▶ ACK ──▶ full: ?
        client 3  SYN ──▶ room: SYN-ACK ──▶ ACK ──▶ full: ?
        client 4                  SYN ──▶ full: ?

        once with tcp_abort_on_overflow = 0, once with 1
        """,
    picture =
        """
        client 1  SYN ──▶ room: SYN-ACK ──▶ ACK ──▶ ■ the last place
        client 2  SYN ──▶ room: SYN-ACK ──▶ ACK ──▶ ✗ full    it believes it is connected
        client 3  SYN ──▶ room: SYN-ACK ──▶ ACK ──▶ ✗ full    it believes it is connected
        client 4                  SYN ──▶ ✗ full              it waits, in SYN_SENT

        tcp_abort_on_overflow = 0   2 and 3: silence, their data is sent again and again
        tcp_abort_on_overflow = 1   2 and 3: RST                 4: silence all the same
        """,
    sources = {
      "Cloudflare, SYN packet handling in the wild, 2018; Documentation/networking/ip-sysctl.rst,"
          + " tcp_abort_on_overflow",
      "tcp_conn_request in net/ipv4/tcp_input.c judges the SYN, tcp_v4_syn_recv_sock in"
          + " net/ipv4/tcp_ipv4.c the last ACK; listen_overflow in tcp_check_req,"
          + " net/ipv4/tcp_minisocks.c, reads the sysctl"
    },
    outcomes = {
      @Outcome(
          name = "silence-or-reset",
          grade = EXPECTED,
          choice =
              "2 and 3 believe that they are connected and get no reply, or with the sysctl a"
                  + " reset; client 4 gets no reply in both cases.",
          why =
              "The kernel tests the queue twice: at the SYN and at the last ACK. A client that"
                  + " passes only the first test believes that it is connected. It sends data and"
                  + " by default gets no reply until there is room; then its data, sent again,"
                  + " completes the handshake as if nothing had happened. With the sysctl, it is"
                  + " reset instead. The sysctl changes nothing for a dropped SYN, and that is what"
                  + " a full queue does to nearly every client."),
      @Outcome(
          name = "dropped-at-the-syn",
          grade = INTERESTING,
          why =
              "The machine was too busy to have three SYNs on their way at once, so the later ones"
                  + " already found the queue full."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice =
              "Something else, for example: all that find it full are refused in the same way.",
          why =
              "A client was let in, reset or left waiting at another point than the kernel's source"
                  + " says.")
    },
    verdict = {
      "With the sysctl at 0, {sysctl 0: clients ESTABLISHED} clients believe that they are"
          + " connected, but {sysctl 0: waiting for accept} wait for accept and {sysctl 0: half"
          + " open on the server} are half open; when there was room, {sysctl 0: with room, let in}"
          + " got in.",
      "With the sysctl at 1, {sysctl 1: clients ESTABLISHED} are connected and {sysctl 1: clients"
          + " reset} were reset.",
      "Client 4, whose SYN found the queue full: in SYN_SENT {sysctl 0: client 4 in SYN_SENT} of 1"
          + " with the sysctl at 0, and {sysctl 1: client 4 in SYN_SENT} of 1 with it at 1."
    },
    cost = Cost.WAITS,
    seconds = 6,
    tryIt =
        """
        ./lab link --delay=50ms -- sh            # a shell; the next lines are for it
        sysctl net.ipv4.tcp_abort_on_overflow
        ss -tan
        nstat -az TcpExtListenOverflows TcpExtEmbryonicRsts
        exit
        """,
    seeAlso = {
      "syn-queue",
      "syn-staircase",
      "backlog-plus-one",
      "overflow",
      "net.ipv4.tcp_abort_on_overflow"
    })
public final class OverflowSilenceOrReset implements Experiment {
  private static final String ABORT = "net.ipv4.tcp_abort_on_overflow";
  private static final Duration DELAY = Duration.ofMillis(50);
  private static final int BACKLOG = 4;
  private static final int LATE = 3;

  @Override
  public Availability needs() {
    return PrivateSysctl.exist(ABORT).and(Tun::availability);
  }

  @Override
  public String run(Notes notes) throws Exception {
    try (Link _ = Link.open(LinkOptions.ofDelay(DELAY))) {
      return run(0, OverflowSilenceOrReset::silence, notes)
              && run(1, OverflowSilenceOrReset::reset, notes)
          ? notes.allAsExpected() ? "silence-or-reset" : "something-else"
          : "dropped-at-the-syn";
    }
  }

  /** What is looked at under one setting. */
  private interface Look {
    void at(LateHandshakes handshakes, Notes notes) throws Exception;
  }

  /** Returns whether the SYNs were on their way together. */
  private static boolean run(int abort, Look look, Notes notes) throws Exception {
    PrivateSysctl.set(ABORT, abort);
    Optional<LateHandshakes> sent = LateHandshakes.begin(BACKLOG, LATE, DELAY);
    if (sent.isPresent()) {
      try (LateHandshakes handshakes = sent.get()) {
        look.at(handshakes, notes);
      }
    }
    return sent.isPresent();
  }

  private static void silence(LateHandshakes late, Notes notes) throws Exception {
    ConnectingClients clients = late.clients();
    Until.holds("all believe it", () -> clients.in(TcpState.ESTABLISHED) == BACKLOG + LATE);
    late.talk();
    Until.holds("the data is sent again", () -> late.unheard() == LATE - 1);
    clients.begin();
    Until.holds("a SYN is dropped", () -> clients.in(TcpState.SYN_SENT) == 1);

    String off = "sysctl 0: ";
    notes.figure(
        off + "clients ESTABLISHED",
        "",
        BACKLOG + LATE,
        KernelReadings.in(TcpState.ESTABLISHED, clients));
    notes.figure(
        off + "waiting for accept", "", BACKLOG + 1, KernelReadings.queued(late.listener()));
    notes.figure(
        off + "half open on the server", "", LATE - 1, KernelReadings.halfOpen(late.listener()));
    notes.figure(
        off + "clients whose data is not acknowledged", "", LATE - 1, "TCP_INFO", late.unheard());
    notes.figure(
        off + "client 4 in SYN_SENT", "", 1, KernelReadings.in(TcpState.SYN_SENT, clients));

    int all = BACKLOG + LATE + 1;
    Until.holds("room for all, and their data", () -> late.accept() == all && late.read() == LATE);
    notes.figure(off + "with room, let in", "", all, "accept", late.accept());
    notes.figure(off + "bytes of 1, 2 and 3 that arrive", "", LATE, "read", late.read());
  }

  private static void reset(LateHandshakes late, Notes notes) throws Exception {
    ConnectingClients clients = late.clients();
    Until.holds("two are reset", () -> clients.in(TcpState.CLOSE) == LATE - 1);
    Until.holds("one is in", () -> ListenQueue.of(late.listener()).queued() == BACKLOG + 1);
    clients.begin();
    Until.holds("a SYN is dropped", () -> clients.overflows() >= LATE);

    String on = "sysctl 1: ";
    notes.figure(
        on + "clients ESTABLISHED",
        "",
        BACKLOG + 1,
        KernelReadings.in(TcpState.ESTABLISHED, clients));
    notes.figure(on + "clients reset", "", LATE - 1, "TCP_INFO", clients.in(TcpState.CLOSE));
    notes.figure(
        on + "resets sent",
        "",
        LATE - 1,
        KernelReadings.counted(late.before(), "TcpExtEmbryonicRsts", "TcpOutRsts"));
    notes.figure(on + "half open on the server", "", 0, KernelReadings.halfOpen(late.listener()));
    notes.figure(on + "client 4 in SYN_SENT", "", 1, KernelReadings.in(TcpState.SYN_SENT, clients));
  }
}
