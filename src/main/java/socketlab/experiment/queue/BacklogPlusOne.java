// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "backlog-plus-one",
    question =
        "How many connections does listen(n) hold, and how many when a Java program gives no n?",
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
          why =
              "It holds n + 1: the kernel calls the queue full when it holds more than the backlog."
                  + " So listen(0) still serves one client at a time, and Java's default of 50"
                  + " holds 51."),
      @Outcome(
          name = "exactly",
          grade = INTERESTING,
          why =
              "It holds n: this kernel calls the queue full when it holds as many as the backlog."
                  + " Linux did so for a while in 2007."),
      @Outcome(
          name = "another-number",
          grade = FORBIDDEN,
          why = "A queue holds a number of connections that its backlog does not explain.")
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        ./lab serve --pattern=sharded --threads=1 --backlog=2 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ss -lnt 'sport = :8080'   # Send-Q is the effective backlog; the queue holds one more
        kill $server
        """)
public final class BacklogPlusOne implements Experiment {
  private static final int[] BACKLOGS = {0, 1, 2, 50, 511};
  private static final int JDK_DEFAULT = 50;
  private static final int BEYOND = 20;

  @Override
  public String run(Notes notes) throws IOException {
    int exactly = 0;
    for (int backlog : BACKLOGS) {
      try (ServerSocketChannel listener = Listeners.listen(backlog)) {
        exactly += overfill("listen(" + backlog + ")", listener, backlog, notes);
      }
    }
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(Listeners.ANY_PORT)) {
      exactly += overfill("Java's bind(address)", listener, JDK_DEFAULT, notes);
    }
    if (notes.allAsExpected()) {
      return "one-more";
    }
    return exactly == BACKLOGS.length + 1 ? "exactly" : "another-number";
  }

  /** Returns 1 when the listener held its backlog and not one more, else 0. */
  private static int overfill(String call, ServerSocketChannel listener, int backlog, Notes notes)
      throws IOException {
    try (ConnectingClients clients = new ConnectingClients(listener)) {
      clients.connect(backlog + BEYOND);

      notes.figure(call + ": effective backlog", "", backlog, KernelReadings.cap(listener));
      notes.figure(call + ": waiting for accept", "", backlog + 1, KernelReadings.queued(listener));
      notes.figure(
          call + ": clients ESTABLISHED",
          "",
          backlog + 1,
          KernelReadings.in(TcpState.ESTABLISHED, clients));
      notes.figure(
          call + ": clients SYN_SENT",
          "",
          BEYOND - 1,
          KernelReadings.in(TcpState.SYN_SENT, clients));
      return ListenQueue.of(listener).queued() == backlog ? 1 : 0;
    }
  }
}
