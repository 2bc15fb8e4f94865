// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.linux.socket.TcpInfo;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "ghost-connections",
    question = "Does a client that gives up free its place in the accept queue?",
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
          why =
              "No. The end of the handshake puts a complete socket into the queue, and only accept"
                  + " takes it out. So after a stall a server first accepts clients that have left,"
                  + " while it turns away clients that still wait."),
      @Outcome(
          name = "freed",
          grade = INTERESTING,
          why =
              "A new client got the place of one that had left: this kernel takes dead connections"
                  + " out of the queue."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          why =
              "A place became free but no client got it, or accept returned something else than the"
                  + " clients that had left.")
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
        """)
public final class GhostConnections implements Experiment {
  private static final int BACKLOG = 3;
  private static final int GHOSTS = BACKLOG + 1;

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerSocketChannel listener = Listeners.listen(BACKLOG);
        ConnectingClients newcomer = new ConnectingClients(listener)) {
      for (int i = 0; i < GHOSTS; i++) {
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        // Every other one closes with RST instead of FIN.
        client.setOption(StandardSocketOptions.SO_LINGER, i % 2 == 0 ? -1 : 0).close();
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
        if (readsEndOfFile(listener)) {
          ended++;
        } else {
          reset++;
        }
      }
      notes.figure("accepted, then read end of file", "", GHOSTS / 2, "read", ended);
      notes.figure("accepted, then read was reset", "", GHOSTS / 2, "read", reset);
      return notes.allAsExpected() ? "still-there" : admitted == 1 ? "freed" : "something-else";
    }
  }

  /** Accepts a ghost, and says how it is dead: true for end of file, false for a reset. */
  private static boolean readsEndOfFile(ServerSocketChannel listener) throws Exception {
    try (SocketChannel ghost = listener.accept()) {
      if (ghost == null) {
        throw new IOException("accept found no ghost");
      }
      Until.holds(
          "the client's end has come",
          () ->
              TcpInfo.of(ghost).state() == TcpState.CLOSE_WAIT
                  || TcpInfo.of(ghost).state() == TcpState.CLOSE);
      int read = ghost.read(ByteBuffer.allocate(1));
      if (read >= 0) {
        throw new IOException("a ghost sent " + read + " bytes");
      }
      return true;
    } catch (SocketException e) {
      return false;
    }
  }
}
