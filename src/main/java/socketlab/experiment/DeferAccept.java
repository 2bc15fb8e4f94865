// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Clients;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.Places;
import socketlab.experiment.tool.Until;
import socketlab.linux.Descriptors;
import socketlab.linux.ListenQueue;
import socketlab.linux.NetCounters;
import socketlab.linux.SocketOptions;
import socketlab.linux.TcpState;

@Claim(
    id = "defer-accept",
    question = "With TCP_DEFER_ACCEPT, when does accept see a client that says nothing?",
    picture =
        """
        talking client  SYN · SYN-ACK · ACK ✗ · data ────────▶ ■ accept queue, at once
        silent client   SYN · SYN-ACK · ACK ✗                    SYN_RECV: the ACK is dropped,
                                     │ the time is over          the client believes it is connected
                                     └ SYN-ACK again · ACK ──▶ ■ accept queue, still silent
        """,
    sources = {
      "tcp(7), TCP_DEFER_ACCEPT",
      "tcp_check_req in net/ipv4/tcp_minisocks.c drops the bare ACK; syn_ack_recalc in"
          + " net/ipv4/inet_connection_sock.c gives a last chance when the time is over"
    },
    outcomes = {
      @Outcome(
          name = "when-the-time-is-over",
          grade = EXPECTED,
          why =
              "Who talks is accepted at once. Who is silent stays half open on the server until"
                  + " the time is over; then SYN-ACK is sent once more and its ACK lets him in: the"
                  + " option defers, it does not keep away."),
      @Outcome(
          name = "never",
          grade = INTERESTING,
          why = "The silent clients were given up when the time was over; accept never saw them."),
      @Outcome(
          name = "not-deferred",
          grade = FORBIDDEN,
          why = "A silent client reached the accept queue at once, or a talking one did not.")
    },
    cost = Cost.WAITS,
    seconds = 4,
    tryIt =
        "nc localhost PORT, and say nothing; ss -tan state syn-recv; nstat -az 'TcpExtTCPDefer*'")
final class DeferAccept implements Experiment {
  /** The kernel makes of it one SYN-ACK retry. */
  private static final int DEFER_SECONDS = 1;

  private static final int SILENT = 3;
  private static final int TALKING = 2;

  @Override
  public String run(Notes notes) throws Exception {
    NetCounters before = NetCounters.read();
    try (ServerSocketChannel listener = Listeners.listen(16);
        Clients silent = new Clients(listener);
        Clients talking = new Clients(listener)) {
      SocketOptions.setDeferAccept(Descriptors.of(listener), DEFER_SECONDS);
      long began = System.nanoTime();
      silent.connect(SILENT);
      Until.holds("the silent believe it", () -> silent.in(TcpState.ESTABLISHED) == SILENT);
      for (int i = 0; i < TALKING; i++) {
        var client = talking.begin();
        Until.holds("a talker believes it", () -> talking.in(TcpState.SYN_SENT) == 0);
        client.finishConnect();
        client.write(ByteBuffer.wrap(new byte[] {'x'}));
      }
      Until.holds("the talkers are in", () -> ListenQueue.of(listener).queued() >= TALKING);

      notes.figure("silent: half open on the server", "", SILENT, Places.halfOpen(listener));
      notes.figure(
          "silent: ESTABLISHED for themselves",
          "",
          SILENT,
          "TCP_INFO",
          silent.in(TcpState.ESTABLISHED));
      notes.figure("talking: waiting for accept", "", TALKING, Places.queued(listener));
      notes.figure(
          "bare ACKs dropped",
          "",
          SILENT + TALKING,
          Places.counted(before, "TcpExtTCPDeferAcceptDrop"));
      if (!notes.allAsExpected()) {
        return "not-deferred";
      }

      Until.holds("no connection is half open", () -> halfOpen(listener) == 0);
      notes.figure(
          "the silent were half open for",
          "s",
          "1 or more",
          "clock",
          (System.nanoTime() - began) / 1e9);
      notes.figure(
          "SYN-ACKs sent again", "", SILENT, Places.counted(before, "TcpExtTCPSynRetrans"));
      int all = ListenQueue.of(listener).queued();
      notes.figure("waiting for accept afterwards", "", SILENT + TALKING, Places.queued(listener));
      return notes.allAsExpected()
          ? "when-the-time-is-over"
          : all == TALKING ? "never" : "not-deferred";
    }
  }

  private static double halfOpen(ServerSocketChannel listener) {
    try {
      return Places.halfOpenNow(listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
