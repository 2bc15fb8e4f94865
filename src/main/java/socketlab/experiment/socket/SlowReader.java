// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.socket;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.client.BlockingHttpClient;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.experiment.tool.server.NioServers;
import socketlab.linux.network.NetCounters;
import socketlab.net.loop.Counters;
import socketlab.pattern.Server;
import socketlab.pattern.SingleThread;
import socketlab.protocol.Output;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

@Claim(
    id = "slow-reader",
    question = "A client asks for a long answer and stops reading: where do the bytes go?",
    setup =
        """
        handler ──▶ [ output ] ──write──▶ [ send buffer ] ────▶ [ receive buffer ]  read ✗

        which of them fills, and in which order? what does the handler do then?
        the other clients of the same loop: ?
        """,
    picture =
        """
        handler ──▶ [ output, 64 KiB ] ──write──▶ [ send buffer ] ────▶ [ receive buffer ]  read ✗
        asked no       3rd full: write               2nd full:             1st full: the ACKs say
        more           says "would block"            nothing acked         "window 0"

        the other clients of the same loop: served as before
        """,
    sources = {
      "RFC 9293, 3.8.6: the receiver's window; tcp(7): tcp_wmem, tcp_rmem",
      "__tcp_select_window in net/ipv4/tcp_output.c closes the window",
      "The lecture's slow clients: Slowloris, read in slow motion"
    },
    outcomes = {
      @Outcome(
          name = "held-back",
          grade = EXPECTED,
          choice =
              "In the client's buffer, then in the server's send buffer, then in a bounded output;"
                  + " after that the server makes no more.",
          why =
              "First the client's receive buffer fills and its window closes, then the server's"
                  + " send buffer fills, then a bounded output in the server. After that the server"
                  + " makes nothing more, and no thread waits or spins for this client. The server"
                  + " continues only as the client reads."),
      @Outcome(
          name = "no-zero-window",
          grade = INTERESTING,
          choice = "The same buffers fill, but the client never announces a zero window.",
          why =
              "The same, but the window never closed: this kernel drops data that finds no room,"
                  + " and the server's TCP sends it again."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice =
              "Something else, for example: they pile up in the server's memory, or the other"
                  + " clients wait.",
          why =
              "The server's memory grew with what the client did not read, or other clients had to"
                  + " wait for it, or the loop kept spinning, or bytes were lost.")
    },
    verdict = {
      "{client's receive buffer: bytes unread} bytes lie unread at the client, {server's send"
          + " buffer: bytes unacknowledged} bytes in the server's send buffer, and {in the server's"
          + " own memory} in the server's own memory.",
      "Meanwhile the loop's system calls in 0.3 s: {the loop's system calls in 0.3 s}; another"
          + " client's median latency: {its median latency meanwhile}, against {its median latency"
          + " before} before."
    },
    cost = Cost.MEASURES,
    seconds = 3,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        exec 3<>/dev/tcp/127.0.0.1/8080   # bash: a client that asks 100,000 times and reads nothing
        printf 'GET /plaintext HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n%.0s' $(seq 100000) >&3 & sleep 2
        ss -tnm 'sport = :8080 or dport = :8080'   # Recv-Q, Send-Q, skmem
        kill $server; exec 3>&-
        """,
    seeAlso = {
      "half-close",
      "head-of-line",
      "defer-accept",
      "single-thread",
      "back-pressure",
      "zero window",
      "SO_RCVBUF"
    })
public final class SlowReader implements Experiment {
  private static final byte[] PIECE = new byte[8 * 1024];

  /** Output, and the one piece that went beyond the mark, with what frames it. */
  private static final int MOST_HELD = Output.HIGH_WATER + 2 * PIECE.length;

  /** Given by hand, so that the kernel leaves its size alone; it takes twice that. */
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private static final long STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int ASKED = 500;
  private static final int STEPS = 60;
  private static final int STEP_BYTES = 512 * 1024;
  private static final byte[] LONG = BlockingHttpClient.get("/long");
  private static final byte[] SHORT = BlockingHttpClient.get("/short");

  /**
   * An answer without an end, and a short one.
   *
   * @param made bytes of the long one so far
   */
  private record Answers(AtomicLong made) implements HttpHandler {
    @Override
    public void handle(Request request, Response response) {
      if (request.path().equals("/long")) {
        response.stream(Status.OK, this::produce);
      } else {
        response.send(Status.OK, new byte[] {'k'});
      }
    }

    private BodyProducer.Next produce(Output out, int most) {
      int count = Math.min(most, PIECE.length);
      out.put(PIECE, 0, count);
      made.addAndGet(count);
      return BodyProducer.Next.MORE;
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    AtomicLong made = new AtomicLong();
    NetCounters before = NetCounters.read();
    try (Server server = NioServers.start(new SingleThread(), new Answers(made));
        SocketChannel slow = SocketChannel.open();
        BlockingHttpClient other = new BlockingHttpClient(server.address())) {
      slow.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      slow.connect(server.address());
      double alone = other.medianMicros(SHORT, ASKED);
      awaitStill(server);
      long shortBytes = counters(server).bytesOut();
      slow.write(ByteBuffer.wrap(LONG));
      awaitStill(server);

      long sent = counters(server).bytesOut() - shortBytes;
      long calls = counters(server).systemCalls();
      awaitStill(server);
      calls = counters(server).systemCalls() - calls;
      Map<String, Double> unread = KernelReadings.receiveQueue(slow);
      Map<String, Double> unacked = KernelReadings.peersSendQueue(slow);
      notes.figure("client's receive buffer: bytes unread", "", "", unread);
      notes.figure("server's send buffer: bytes unacknowledged", "", "", unacked);
      Map<String, Double> handed = new LinkedHashMap<>();
      handed.put("the server's counter", (double) sent);
      handed.put("both buffers", first(unread) + first(unacked));
      notes.figure("handed to the kernel", "bytes", "", handed);
      long held = made.get() - sent;
      notes.figure("in the server's own memory", "bytes", "at most " + MOST_HELD, "counters", held);
      long closed = NetCounters.read().since(before, "TcpExtTCPToZeroWindowAdv");
      notes.figure("windows closed", "", "1 or more", "TCPToZeroWindowAdv", closed);
      notes.figure("the loop's system calls in 0.3 s", "", "hardly any", "counters", calls);

      double beside = other.medianMicros(SHORT, ASKED);
      notes.figure(
          "another client's answers", "", 2 * ASKED, "read", counters(server).requests() - 1);
      notes.figure("its median latency before", "µs", "", "clock", alone);
      notes.figure("its median latency meanwhile", "µs", "about the same", "clock", beside);

      long stalled = made.get();
      long most = readOn(slow, made, notes);
      notes.figure("most bytes made ahead of the reader", "bytes", "as before", "counters", most);
      boolean bounded = held <= MOST_HELD && most <= 2 * stalled;
      boolean calm = calls <= 20 && beside < 10 * alone;
      if (!notes.allAsExpected() || !bounded || !calm) {
        return "something-else";
      }
      return closed > 0 ? "held-back" : "no-zero-window";
    }
  }

  /** Reads in steps, and gives how far the server was ahead at the most, in bytes. */
  private static long readOn(SocketChannel slow, AtomicLong made, Notes notes) throws IOException {
    List<Series.Point> points = new ArrayList<>();
    points.add(new Series.Point(0, made.get() / 1e6));
    ByteBuffer step = ByteBuffer.allocate(STEP_BYTES);
    long read = 0;
    long most = 0;
    for (int i = 0; i < STEPS; i++) {
      step.clear();
      while (step.hasRemaining()) {
        if (slow.read(step) < 0) {
          throw new IOException("the answer ended");
        }
      }
      read += STEP_BYTES;
      points.add(new Series.Point(read / 1e6, made.get() / 1e6));
      most = Math.max(most, made.get() - read);
    }
    notes.series(new Series("Bytes made, as the client reads", "read, MB", "made, MB", points));
    return most;
  }

  /** Waits until the server has written nothing for a while. */
  private static void awaitStill(Server server) throws Exception {
    long[] last = {-1, 0};
    Until.holds(
        "nothing moves",
        () -> {
          long now = counters(server).bytesOut();
          if (now != last[0]) {
            last[0] = now;
            last[1] = System.nanoTime();
          }
          return System.nanoTime() - last[1] > STILL_NANOS;
        });
  }

  private static Counters.Snapshot counters(Server server) {
    return server.stats().threads().getFirst().counters();
  }

  private static double first(Map<String, Double> readings) {
    return readings.values().iterator().next();
  }
}
