// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.stream.IntStream;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.FilledQueue;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.experiment.tool.queue.SynRetries;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "backlog-plus-one",
    question =
        "How many connections does listen(n) hold, and how many when a Java program gives no n?",
    setup =
        """
        listen(n), nobody accepts; n is 0, 1, 2, 50, 511, and what Java takes when it is given none

        client 1       ──SYN──▶ ┌─────────────────────┐
        client 2       ──SYN──▶ │ accept queue, for n │     how many are let in, ESTABLISHED?
           ⋮                    └─────────────────────┘     how many are left, in SYN_SENT?
        client n + 20  ──SYN──▶
        """,
    picture =
        """
        listen(2), nobody accepts

        client 1  ──SYN──▶ ■        ESTABLISHED
        client 2  ──SYN──▶ ■        ESTABLISHED
        client 3  ──SYN──▶ ■  ◀──── one more than 2
        client 4  ──SYN──▶ ✗        SYN_SENT
        """,
    sources = {
      "sk_acceptq_is_full in include/net/sock.h: sk_ack_backlog > sk_max_ack_backlog",
      "Cloudflare, SYN packet handling in the wild, 2018: 1025 connections at a backlog of 1024",
      "ServerSocketChannelImpl.netBind: a backlog below 1 becomes 50"
    },
    outcomes = {
      @Outcome(
          name = "one-more",
          grade = EXPECTED,
          choice = "listen(n) holds n + 1, and a Java program that gives no n holds 51.",
          why =
              "It holds n + 1: the kernel calls the queue full when it holds more than the backlog."
                  + " So listen(0) still serves one client at a time, and Java's default of 50"
                  + " holds 51."),
      @Outcome(
          name = "exactly",
          grade = INTERESTING,
          choice = "listen(n) holds n, and a Java program that gives no n holds 50.",
          why =
              "It holds n: this kernel calls the queue full when it holds as many as the backlog."
                  + " Linux did so for a while in 2007."),
      @Outcome(
          name = "another-number",
          grade = FORBIDDEN,
          choice = "It holds another number, which n does not explain.",
          why = "A queue holds a number of connections that its backlog does not explain.")
    },
    verdict = {
      "Of "
          + (50 + 1 + BacklogPlusOne.TOO_MANY)
          + " clients of listen(50), {listen(50): clients ESTABLISHED} got in: the backlog is"
          + " {listen(50): effective backlog}, and the queue holds {listen(50): waiting for"
          + " accept}.",
      "The other {listen(50): clients SYN_SENT} are in SYN_SENT; their kernel sends the SYN again"
          + " after {retry * of a dropped SYN}.",
      "listen(0) held {listen(0): waiting for accept}, listen(2) held {listen(2): waiting for"
          + " accept}, and Java's bind without a number held {Java's bind(address): waiting for"
          + " accept}."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        ./lab serve --pattern=sharded --threads=1 --backlog=2 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ss -lnt 'sport = :8080'   # Send-Q is the effective backlog; the queue holds one more
        kill $server
        """,
    seeAlso = {
      "syn-staircase",
      "ghost-connections",
      "overflow-silence-or-reset",
      "backlog-clamp",
      "accept queue",
      "overflow",
      "requested backlog"
    })
public final class BacklogPlusOne implements Experiment {
  /** Clients beyond those that should find room. */
  public static final int TOO_MANY = 19;

  private static final int[] BACKLOGS = {0, 1, 2, 50, 511};
  private static final int JDK_DEFAULT = 50;

  /** What listen is asked for. */
  public static IntStream backlogs() {
    return IntStream.of(BACKLOGS);
  }

  /** A listener that asked for this backlog, and more clients than it should hold. */
  public static FilledQueue overfill(int backlog) throws IOException {
    return FilledQueue.listen(backlog, backlog + 1 + TOO_MANY);
  }

  /** The same of one that did not ask. */
  public static FilledQueue overfillJdkDefault() throws IOException {
    return FilledQueue.of(
        ServerSocketChannel.open().bind(Listeners.ANY_PORT), JDK_DEFAULT + 1 + TOO_MANY);
  }

  @Override
  public String run(Notes notes) throws IOException {
    int exactly = 0;
    for (int backlog : BACKLOGS) {
      try (FilledQueue queue = overfill(backlog)) {
        exactly += note("listen(" + backlog + ")", queue, backlog, notes);
      }
    }
    try (FilledQueue queue = overfillJdkDefault()) {
      exactly += note("Java's bind(address)", queue, JDK_DEFAULT, notes);
    }
    SynRetries retries = SynRetries.here();
    for (int n = 1; n <= 3; n++) {
      String retry = "retry " + n + " of a dropped SYN";
      notes.figure(retry, "s", "", "tcp_syn_linear_timeouts", retries.at(n));
    }
    if (notes.allAsExpected()) {
      return "one-more";
    }
    return exactly == BACKLOGS.length + 1 ? "exactly" : "another-number";
  }

  /** Returns 1 when the listener held its backlog and not one more, else 0. */
  private static int note(String call, FilledQueue queue, int backlog, Notes notes)
      throws IOException {
    ServerSocketChannel listener = queue.listener();
    notes.figure(call + ": effective backlog", "", backlog, KernelReadings.cap(listener));
    notes.figure(call + ": waiting for accept", "", backlog + 1, KernelReadings.queued(listener));
    notes.figure(
        call + ": clients ESTABLISHED",
        "",
        backlog + 1,
        KernelReadings.in(TcpState.ESTABLISHED, queue.clients()));
    notes.figure(
        call + ": clients SYN_SENT",
        "",
        TOO_MANY,
        KernelReadings.in(TcpState.SYN_SENT, queue.clients()));
    return ListenQueue.of(listener).queued() == backlog ? 1 : 0;
  }
}
