// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.multiplex;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.client.BlockingHttpClient;
import socketlab.experiment.tool.client.FrameClient;
import socketlab.experiment.tool.server.NioServers;
import socketlab.pattern.Server;
import socketlab.pattern.SingleThread;
import socketlab.protocol.Output;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.PeerSettings;

@Claim(
    id = "h2-window-stall",
    question =
        "HTTP/2: a client stops taking one long answer. Do the others on its connection wait?",
    setup =
        """
        one connection    stream 1   a long answer; after 65,535 bytes the client opens no window
                          others     100 short answers

        the stream's window is shut        others: ?
        the connection's window is shut    others: ?
        """,
    picture =
        """
                          stream's window     connection's window
        stream 1  ━━━━━━━━━━━━━┥ shut              open           it waits
        others    ──────────────▶ open             open           all come: they share only what is open

        stream 1  ━━━━━━━━━━━━━━━ open         ━━━━┥ shut         it waits
        others    ─ head ───────▶ open         ━━━━┥ shut         heads come, and no byte of a body
        """,
    sources = {
      "RFC 9113, section 5.2: flow control, for each stream and for the connection; 6.9.1: only"
          + " DATA is subject to it",
      "The lecture Multiplexing: streams share one connection, and one TCP window below it"
    },
    outcomes = {
      @Outcome(
          name = "a-stream-or-all",
          grade = EXPECTED,
          choice = "For the stream's window no other waits; for the connection's all of them.",
          why =
              "A frame of DATA needs both windows. A stream's own window stops that stream at"
                  + " 65,535 bytes and nobody else. The connection's window is one for all: a"
                  + " client that holds back what it has read of one answer has shut it for every"
                  + " other. Heads are not subject to flow control and still come. So a client, or"
                  + " a proxy, that buffers a slow stream has to give back the connection's window"
                  + " at once, and only the stream's with the slow reader."),
      @Outcome(
          name = "the-server-gave-up",
          grade = INTERESTING,
          why =
              "The server had reset the stalled stream before the client opened its window: an"
                  + " answer may wait for --idle-timeout, and this run took longer."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "In both cases the others are answered.",
          why =
              "The server sent more than a window allowed, or stopped streams whose windows were"
                  + " open, or lost an answer.")
    },
    verdict = {
      "With the stream's window shut, the long answer stood still at {stream shut: bytes of the"
          + " long answer} bytes, and {stream shut: others answered} of 100 others were answered,"
          + " with a median of {stream shut: median}.",
      "With the connection's window shut, {connection shut: heads of others} heads of others came,"
          + " and {connection shut: others answered} answers; {connection opened: others answered}"
          + " when it was opened again.",
      "Another connection was answered {connection shut: another connection} times meanwhile."
    },
    cost = Cost.WAITS,
    seconds = 1,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        # One connection: an answer that is waited for, and a short one beside it that does not wait.
        nghttp -ns 'http://localhost:8080/topics/quiet?from=0&wait=1' http://localhost:8080/plaintext
        kill $server
        """,
    seeAlso = {
      "rapid-reset",
      "slow-reader",
      "head-of-line",
      "HTTP/2",
      "flow control",
      "back-pressure",
      "zero window"
    })
public final class WindowStall implements Experiment {
  private static final int LONG = 1_000_000;
  private static final int OTHERS = 100;
  private static final byte[] PIECE = new byte[8 * 1024];
  private static final byte[] SHORT = BlockingHttpClient.get("/short");

  @Override
  public String run(Notes notes) throws Exception {
    try (Server server = NioServers.start(new SingleThread(), WindowStall::answer)) {
      boolean gaveUp = aStream(server, notes) | theConnection(server, notes);
      if (gaveUp) {
        return "the-server-gave-up";
      }
      return notes.allAsExpected() ? "a-stream-or-all" : "something-else";
    }
  }

  private static void answer(Request request, Response response) {
    if (request.path().equals("/long")) {
      int[] left = {LONG};
      response.stream(Status.OK, LONG, (out, most) -> produce(left, out, most));
    } else {
      response.send(Status.OK, new byte[] {'k'});
    }
  }

  private static BodyProducer.Next produce(int[] left, Output out, int most) {
    int count = Math.min(left[0], Math.min(most, PIECE.length));
    out.put(PIECE, 0, count);
    left[0] -= count;
    return left[0] == 0 ? BodyProducer.Next.END : BodyProducer.Next.MORE;
  }

  /** True when the server has given the stalled stream up. */
  private static boolean aStream(Server server, Notes notes) throws IOException {
    try (FrameClient client = new FrameClient(server.address(), PeerSettings.WINDOW)) {
      client.openWindow(0, FrameType.LARGEST - PeerSettings.WINDOW);
      int stalled = client.get("/long");
      client.readUntil(() -> client.data(stalled) == PeerSettings.WINDOW);
      double[] micros = new double[OTHERS];
      int answered = 0;
      for (int i = 0; i < OTHERS; i++) {
        long began = System.nanoTime();
        int other = client.get("/short");
        answered += client.readUntil(() -> client.isWhole(other)) ? 1 : 0;
        micros[i] = (System.nanoTime() - began) / 1e3;
      }
      Arrays.sort(micros);
      notes.figure(
          "stream shut: bytes of the long answer",
          "",
          PeerSettings.WINDOW,
          "read",
          client.data(stalled));
      notes.figure("stream shut: others answered", "", OTHERS, "read", answered);
      notes.figure("stream shut: median", "µs", "", "clock", micros[OTHERS / 2]);
      if (client.isReset(stalled)) {
        return true;
      }
      client.openWindow(stalled, LONG);
      client.readUntil(() -> client.isWhole(stalled));
      notes.figure(
          "stream opened: bytes of the long answer", "", LONG, "read", client.data(stalled));
      return false;
    }
  }

  /** Likewise. */
  private static boolean theConnection(Server server, Notes notes) throws IOException {
    try (FrameClient client = new FrameClient(server.address(), FrameType.LARGEST);
        BlockingHttpClient another = new BlockingHttpClient(server.address())) {
      int stalled = client.get("/long");
      client.readUntil(() -> client.data(stalled) == PeerSettings.WINDOW);
      List<Integer> others = new ArrayList<>();
      for (int i = 0; i < OTHERS - 1; i++) {
        others.add(client.get("/short"));
      }
      // What the server had to say until it had seen them all has come before its answer to this.
      client.ping();
      notes.figure(
          "connection shut: heads of others",
          "",
          OTHERS - 1,
          "read",
          others.stream().filter(client::hasHead).count());
      notes.figure(
          "connection shut: others answered",
          "",
          0,
          "read",
          others.stream().filter(client::isWhole).count());
      int beside = 0;
      for (int i = 0; i < OTHERS; i++) {
        beside += another.ask(SHORT).length;
      }
      notes.figure("connection shut: another connection", "", OTHERS, "read", beside);
      if (client.isReset(stalled)) {
        return true;
      }
      client.openWindow(0, FrameType.LARGEST / 2);
      client.readUntil(() -> others.stream().allMatch(client::isWhole) && client.isWhole(stalled));
      notes.figure(
          "connection opened: others answered",
          "",
          OTHERS - 1,
          "read",
          others.stream().filter(client::isWhole).count());
      return false;
    }
  }
}
