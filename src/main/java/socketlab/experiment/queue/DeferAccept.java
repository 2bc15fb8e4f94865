// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.Optional;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.SocketOptions;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "defer-accept",
    question = "With TCP_DEFER_ACCEPT, when does accept return a client that sends nothing?",
    setup =
        """
        TCP_DEFER_ACCEPT: some seconds

        2 talking clients  SYN · SYN-ACK · ACK · data ──▶ accept returns them: when?
        3 silent clients   SYN · SYN-ACK · ACK ─────────▶ accept returns them: when, or never?
        """,
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
          choice = "When the time of the option is over.",
          why =
              "When the time is over. A client that sends data is accepted at once. A silent client"
                  + " stays half open on the server until the time is over; then the server sends"
                  + " the SYN-ACK once more, and the client's ACK lets it in: the option delays the"
                  + " accept, it does not prevent it."),
      @Outcome(
          name = "never",
          grade = INTERESTING,
          choice = "Never: the server gives the silent clients up.",
          why =
              "The server gave up the silent clients when the time was over; accept never returned"
                  + " them."),
      @Outcome(
          name = "looked-too-late",
          grade = INTERESTING,
          why =
              "Three times, the time was over before the experiment had read everything, the last"
                  + " time after 7 s: the machine is too busy for an answer."),
      @Outcome(
          name = "not-deferred",
          grade = FORBIDDEN,
          choice = "At once.",
          why = "A silent client reached the accept queue at once, or a talking one did not.")
    },
    verdict = {
      "With TCP_DEFER_ACCEPT at {TCP_DEFER_ACCEPT}, {talking: waiting for accept} talking clients"
          + " were in the accept queue at once; {silent: half open on the server} silent ones were"
          + " half open on the server, though {silent: clients ESTABLISHED} of them believed that"
          + " they were connected.",
      "After {the silent were half open for} nobody was half open any more, and {waiting for accept"
          + " afterwards} of 5 waited for accept; the server had sent {SYN-ACKs sent again}"
          + " SYN-ACKs once more."
    },
    cost = Cost.WAITS,
    seconds = 4,
    tryIt =
        """
        ./lab serve --pattern=single-thread --defer-accept=3s & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        exec 3<>/dev/tcp/127.0.0.1/8080   # bash: a client that sends nothing
        ss -tan state syn-recv
        nstat -az 'TcpExtTCPDefer*'
        kill $server; exec 3>&-
        """,
    seeAlso = {"syn-queue", "slow-reader", "TCP_DEFER_ACCEPT", "--defer-accept", "SYN queue"})
public final class DeferAccept implements Experiment {
  /**
   * The kernel counts SYN-ACKs, 1, 3 and 7 s after the first; each time is for one try, and a
   * longer one gives a busy machine more time to look.
   */
  private static final int[] DEFER_SECONDS = {1, 3, 7};

  private static final int SILENT = 3;
  private static final int TALKING = 2;
  private static final String SENT_AGAIN = "TcpExtTCPSynRetrans";

  @Override
  public String run(Notes notes) throws Exception {
    for (int seconds : DEFER_SECONDS) {
      Optional<String> outcome = run(seconds, notes);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    return "looked-too-late";
  }

  /** Gives nothing when the time was over before all was looked at. */
  private static Optional<String> run(int seconds, Notes notes) throws Exception {
    NetCounters before = NetCounters.read();
    try (ServerSocketChannel listener = Listeners.listen(16);
        ConnectingClients silent = new ConnectingClients(listener);
        ConnectingClients talking = new ConnectingClients(listener)) {
      SocketOptions.setDeferAccept(Descriptors.of(listener), seconds);
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

      Map<String, Double> halfOpen = KernelReadings.halfOpen(listener);
      double established = silent.in(TcpState.ESTABLISHED);
      Map<String, Double> queued = KernelReadings.queued(listener);
      Map<String, Double> dropped = KernelReadings.counted(before, "TcpExtTCPDeferAcceptDrop");
      if (sentAgain(before) > 0) {
        return Optional.empty();
      }
      notes.figure("TCP_DEFER_ACCEPT", "s", "1, 3 or 7", "setsockopt", seconds);
      notes.figure("silent: half open on the server", "", SILENT, halfOpen);
      notes.figure("silent: clients ESTABLISHED", "", SILENT, "TCP_INFO", established);
      notes.figure("talking: waiting for accept", "", TALKING, queued);
      notes.figure("bare ACKs dropped", "", SILENT + TALKING, dropped);
      if (!notes.allAsExpected()) {
        return Optional.of("not-deferred");
      }

      Until.holds(
          "no connection is half open",
          Until.SOON.plusSeconds(seconds),
          () -> halfOpen(listener) == 0);
      notes.figure(
          "the silent were half open for",
          "s",
          seconds + " or more",
          "clock",
          (System.nanoTime() - began) / 1e9);
      notes.figure("SYN-ACKs sent again", "", SILENT, KernelReadings.counted(before, SENT_AGAIN));
      int all = ListenQueue.of(listener).queued();
      notes.figure(
          "waiting for accept afterwards", "", SILENT + TALKING, KernelReadings.queued(listener));
      return Optional.of(
          notes.allAsExpected()
              ? "when-the-time-is-over"
              : all == TALKING ? "never" : "not-deferred");
    }
  }

  /** The first of them says that the time of somebody is over. */
  private static long sentAgain(NetCounters before) {
    return NetCounters.read().since(before, SENT_AGAIN);
  }

  private static double halfOpen(ServerSocketChannel listener) {
    try {
      return KernelReadings.halfOpenNow(listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
