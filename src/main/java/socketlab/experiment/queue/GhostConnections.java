// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.nio.channels.ServerSocketChannel;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.Ghosts;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "ghost-connections",
    question = "Does a client that gives up free its place in the accept queue?",
    setup =
        """
        client 1  connects ──▶ ■ ── FIN ──▶ ?
        client 2  connects ──▶ ■ ── RST ──▶ ?      the queue is full, and then all of them leave
        client 3  ──SYN──────▶ ?                   a newcomer

        accept() ──▶ ?
        """,
    picture =
        """
        client 1  connects ──▶ ■ ── FIN ──▶ ☐ still there
        client 2  connects ──▶ ■ ── RST ──▶ ☐ still there
        client 3  ───────────▶ ✗              full, though all have left

        accept() ──▶ ☐ read: end of file, or reset
        """,
    sources = {
      "inet_csk_reqsk_queue_add and inet_csk_accept in net/ipv4/inet_connection_sock.c",
      "accept(2), ECONNABORTED: POSIX lets accept fail here; Linux does not"
    },
    outcomes = {
      @Outcome(
          name = "still-there",
          grade = EXPECTED,
          choice = "No: who has left still waits for accept, and the newcomer is turned away.",
          why =
              "No. The end of the handshake puts a complete socket into the queue, and only accept"
                  + " takes it out. So after a stall a server first accepts clients that have left,"
                  + " while it turns away clients that still wait."),
      @Outcome(
          name = "freed",
          grade = INTERESTING,
          choice = "Yes: the newcomer gets the place of a client that has left.",
          why =
              "A new client got the place of one that had left: this kernel takes dead connections"
                  + " out of the queue."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "Something else, for example: a place becomes free, and nobody gets it.",
          why =
              "A place became free but no client got it, or accept returned something else than the"
                  + " clients that had left.")
    },
    verdict = {
      "All 4 clients have left, and {waiting for accept, all of them gone} connections still wait"
          + " for accept. Newcomers in SYN_SENT: {newcomers in SYN_SENT} of 1; SYNs dropped at the"
          + " full queue: {SYNs dropped at the full queue}.",
      "Then accept returned {accepted, then read end of file} connections that read end of file and"
          + " {accepted, then read was reset} whose read was reset."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        ./lab serve --pattern=single-thread --backlog=1 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        curl -s 'localhost:8080/work?sleep=9000' & sleep 0.5
        for i in 1 2 3; do timeout 1 curl -s localhost:8080/plaintext; done
        ss -lnt 'sport = :8080'   # Recv-Q: the clients have left, their connections still wait
        kill $server
        """,
    seeAlso = {
      "overflow-silence-or-reset",
      "backlog-plus-one",
      "syn-staircase",
      "accept queue",
      "accept4"
    })
public final class GhostConnections implements Experiment {
  private static final int BACKLOG = 3;
  private static final int GHOSTS = BACKLOG + 1;

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerSocketChannel listener = Listeners.listen(BACKLOG);
        ConnectingClients newcomer = new ConnectingClients(listener)) {
      for (int i = 0; i < GHOSTS; i++) {
        Ghosts.leave(listener, i % 2 == 0 ? Ghosts.Departure.FIN : Ghosts.Departure.RST);
      }
      newcomer.connect(1);

      notes.figure(
          "waiting for accept, all of them gone", "", GHOSTS, KernelReadings.queued(listener));
      notes.figure("newcomers in SYN_SENT", "", 1, KernelReadings.in(TcpState.SYN_SENT, newcomer));
      notes.figure(
          "SYNs dropped at the full queue", "", "1 or more", KernelReadings.drops(newcomer));
      long admitted = newcomer.in(TcpState.ESTABLISHED);

      int ended = 0;
      int reset = 0;
      for (int i = 0; i < GHOSTS; i++) {
        switch (Ghosts.accept(listener)) {
          case FIN -> ended++;
          case RST -> reset++;
        }
      }
      notes.figure("accepted, then read end of file", "", GHOSTS / 2, "read", ended);
      notes.figure("accepted, then read was reset", "", GHOSTS / 2, "read", reset);
      return notes.allAsExpected() ? "still-there" : admitted == 1 ? "freed" : "something-else";
    }
  }
}
