// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.multiplex;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
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
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.bound.Http2Limits;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.PeerSettings;

@Claim(
    id = "rapid-reset",
    question =
        "HTTP/2: a client asks and takes it back at once, again and again. What bounds its work?",
    setup =
        """
        a client that waits     HEADERS ──▶  ◀── answer      5,000 times
        one that resets         HEADERS, RST_STREAM ──▶      until it is turned away, 4 times;
                                                             each answer would take longer

        streams that are open at once: 1 of 100     how many requests are begun on a connection: ?
        another client meanwhile: ?
        """,
    picture =
        """
        HEADERS 1, RST 1, HEADERS 3, RST 3, …       each is begun, and none is open any more:
                                                    "100 streams at once" never says no
        allowance   ■■■■■■■■■■  500, and 50 more a second
                    ▼ one for each reset
                    □□□□□□□□□□  used up ─▶ GOAWAY, ENHANCE_YOUR_CALM, and the connection ends
        """,
    sources = {
      "CVE-2023-44487, HTTP/2 Rapid Reset: 398 million requests a second (Google, 2023)",
      "RFC 9113, section 10.5: denial of service; 7: ENHANCE_YOUR_CALM",
      "The lecture Multiplexing: a limit on streams at once is none on streams"
    },
    outcomes = {
      @Outcome(
          name = "an-allowance-ends-it",
          grade = EXPECTED,
          choice = "About 500 requests on each connection; then it ends. Others do not notice.",
          why =
              "A stream that is reset is closed, so it does not count among the 100 that may be"
                  + " open: the limit on streams at once does not bound work at all. What bounds it"
                  + " is an allowance of resets, 500 at once and 50 a second from then on. A client"
                  + " that waits for its answers uses nothing of it. Behind it the client needs a"
                  + " new connection, with its handshake, for every 500 requests."),
      @Outcome(
          name = "earned-by-time",
          grade = INTERESTING,
          why =
              "More resets were borne than the allowance has at once, because the machine was so"
                  + " busy that the client took seconds for them: each second earns 50."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "All are begun: the client stays within the limit of streams at once.",
          why =
              "A connection could make the server begin more than its allowance, or a client that"
                  + " waits for its answers was turned away, or another client had to wait.")
    },
    verdict = {
      "On connections that reset, the server began {resets: requests begun on a connection}"
          + " requests until it said {resets: connections ended by ENHANCE_YOUR_CALM} times that"
          + " this was too much; of the streams at once it refused {resets: refused}.",
      "The client that waits was answered {waits: answers} of 5,000 times on one connection.",
      "Another client got {resets: answers to another} of {resets: asked by another} answers"
          + " meanwhile."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        # The preface, SETTINGS, and 600 times HEADERS (a long poll) and RST_STREAM; then what comes back.
        python3 - <<'END'
        import socket
        s = socket.create_connection(("localhost", 8080))
        frame = lambda type, flags, id, b: len(b).to_bytes(3, "big") + bytes([type, flags]) + id.to_bytes(4, "big") + b
        s.sendall(b"PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n" + frame(4, 0, 0, b""))
        block = bytes([0x82, 0x86, 4, 16]) + b"/topics/a?wait=9" + bytes([0x41, 1]) + b"a"
        try:
            for i in range(600):
                s.sendall(frame(1, 5, 2 * i + 1, block) + frame(3, 0, 2 * i + 1, bytes([0, 0, 0, 8])))
        except OSError:
            pass
        print(b"too many streams are reset" in b"".join(iter(lambda: s.recv(65536), b"")))
        END
        kill $server
        """,
    seeAlso = {
      "h2-window-stall",
      "slow-subscriber",
      "HTTP/2",
      "rapid reset",
      "single-thread",
      "back-pressure"
    })
public final class RapidReset implements Experiment {
  private static final int ASKED = 5000;
  private static final int CONNECTIONS = 4;

  /** Requests between two looks at whether the connection is still there. */
  private static final int BATCH = 50;

  /** As many batches as an unbounded server would bear, and no bounded one. */
  private static final int MOST_BATCHES = 200;

  private static final byte[] SHORT = BlockingHttpClient.get("/");

  private final AtomicLong begun = new AtomicLong();

  @Override
  public String run(Notes notes) throws Exception {
    begun.set(0);
    try (Server server =
        NioServers.start(
            new SingleThread(),
            (request, response) -> {
              if (request.query() != null) {
                // Work that is still under way when the reset comes.
                begun.incrementAndGet();
                response.later(new Pending() {});
              } else {
                response.send(Status.OK, new byte[] {'k'});
              }
            })) {
      waits(server, notes);
      long began = System.nanoTime();
      long most = resets(server, notes);
      double seconds = (System.nanoTime() - began) / 1e9;
      if (!notes.allAsExpected()) {
        return "something-else";
      }
      if (most <= Http2Limits.RESETS + 1 + Http2Limits.RESETS_PER_SECOND) {
        return "an-allowance-ends-it";
      }
      return most <= Http2Limits.RESETS + 1 + Http2Limits.RESETS_PER_SECOND * (seconds + 1)
          ? "earned-by-time"
          : "something-else";
    }
  }

  private static void waits(Server server, Notes notes) throws IOException {
    try (FrameClient client = new FrameClient(server.address(), PeerSettings.WINDOW)) {
      int answers = 0;
      for (int i = 0; i < ASKED; i++) {
        int stream = client.get("/");
        answers += client.readUntil(() -> client.isWhole(stream)) ? 1 : 0;
      }
      notes.figure("waits: answers", "", ASKED, "read", answers);
    }
  }

  /** The most requests that were begun on one connection. */
  private long resets(Server server, Notes notes) throws IOException {
    long most = 0;
    int calmed = 0;
    int refused = 0;
    int asked = 0;
    int answered = 0;
    try (BlockingHttpClient another = new BlockingHttpClient(server.address())) {
      for (int i = 0; i < CONNECTIONS; i++) {
        long before = begun.get();
        try (FrameClient client = new FrameClient(server.address(), PeerSettings.WINDOW)) {
          boolean goesOn = true;
          for (int batch = 0; goesOn && batch < MOST_BATCHES; batch++) {
            resetSome(client);
            goesOn = client.ping();
            asked++;
            answered += another.ask(SHORT).length;
          }
          calmed += client.goAway() == ErrorCode.ENHANCE_YOUR_CALM ? 1 : 0;
          refused += client.refused();
        }
        most = Math.max(most, begun.get() - before);
      }
    }
    notes.figure(
        "resets: requests begun on a connection",
        "",
        "from %d, and %d more a second"
            .formatted(Http2Limits.RESETS + 1, Http2Limits.RESETS_PER_SECOND),
        "handler, at most",
        most);
    notes.figure("resets: connections ended by ENHANCE_YOUR_CALM", "", CONNECTIONS, "read", calmed);
    notes.figure("resets: refused", "", 0, "read", refused);
    notes.figure("resets: asked by another", "", "", "counted", asked);
    notes.figure("resets: answers to another", "", asked, "read", answered);
    return most;
  }

  private static void resetSome(FrameClient client) {
    try {
      for (int i = 0; i < BATCH; i++) {
        client.reset(client.get("/?"));
      }
    } catch (IOException e) {
      // The server has ended the connection; why, it has said before.
    }
  }
}
