// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.grpc.GrpcConnection;
import socketlab.experiment.tool.grpc.WaitedCall;
import socketlab.experiment.tool.grpc.WorkServer;
import socketlab.protocol.grpc.client.CallOptions;
import socketlab.protocol.grpc.wire.GrpcCode;

@Claim(
    id = "grpc-deadline",
    question = "A client waits 300 ms for work that takes a second: how long does the server work?",
    setup =
        """
        client ── 5 calls, each 40 units of 25 ms ──▶ server: works
               waits for 300 ms:  units done of 200, if the server
                 is told of the deadline beforehand         ?
                 is told by a cancellation when it has passed   ?
                 sees the connection close when it has passed   ?
                 is told nothing                            ?
        """,
    picture =
        """
        client ── 5 calls, each 40 units of 25 ms ──▶ server: works
               waits for 300 ms
                 grpc-timeout: 300m   the server stops by its own clock
                 RST_STREAM           it stops when the frame has come
                 close                it stops when the end has come
                 nothing              it works to the end, for nobody
        """,
    sources = {
      "The lecture gRPC: calls of methods over HTTP/2, with deadlines and cancellation",
      "gRPC and Deadlines, https://grpc.io/blog/deadlines/: always set a deadline",
      "gRPC over HTTP2: grpc-timeout, and CANCEL as the code of RST_STREAM"
    },
    outcomes = {
      @Outcome(
          name = "who-is-told-stops",
          grade = EXPECTED,
          choice = "A third of the work if it is told in any way, else all of it.",
          why =
              "A time limit that only the client knows ends its waiting, and not the work. A"
                  + " deadline goes with the call, and the server keeps it by its own clock, also"
                  + " when the client or the link to it is gone without a word. A cancellation and"
                  + " a closed connection end the work, too, as soon as they arrive."),
      @Outcome(
          name = "the-news-came-late",
          grade = INTERESTING,
          choice = "Told by a cancellation or a close, it still does all of the work.",
          why =
              "The client was so late with its cancellation, or the close, that the server had done"
                  + " all work before. The deadline does not depend on that: the server's own clock"
                  + " ended the work."),
      @Outcome(
          name = "it-works-for-nobody",
          grade = FORBIDDEN,
          choice = "All of the work, or none, in all ways.",
          why =
              "The server did not keep a deadline that it had been told of, or stopped without"
                  + " being told.")
    },
    verdict = {
      "Of {told: units asked for} units, the server did {told: units done} when it was told of the"
          + " deadline beforehand, and {nothing: units done} when it was told nothing.",
      "It did {cancelled: units done} when the client cancelled after its time, and {closed: units"
          + " done} when the client closed its connection."
    },
    cost = Cost.WAITS,
    seconds = 4,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        printf '\\0\\0\\0\\0\\10\\22\\6\\10\\1\\20\\300\\204\\75' >target/try-slow   # asks for a message after a second
        call() { curl -s --http2-prior-knowledge -H 'Content-Type: application/grpc' "$@"; }
        to=localhost:8080/grpc.testing.TestService/StreamingOutputCall
        call --data-binary @target/try-slow -o target/try-answer -D - $to                          # grpc-status 0
        call --data-binary @target/try-slow -o target/try-answer -D - -H 'grpc-timeout: 300m' $to  # grpc-status 4
        kill $server
        """,
    seeAlso = {
      "deadline",
      "gRPC",
      "async-without-threads",
      "half-close",
      "coordinated-omission",
      "--max-message-bytes"
    })
public final class GrpcDeadline implements Experiment {
  private static final int CALLS = 5;
  private static final int UNITS = 40;
  private static final Duration UNIT = Duration.ofMillis(25);
  private static final Duration PATIENCE = Duration.ofMillis(300);

  /** For work that nobody stops, on a busy machine. */
  private static final Duration ALL_DONE = Duration.ofSeconds(30);

  private static final int ASKED = CALLS * UNITS;

  /** What a client does when its time has passed. */
  private enum Way {
    TOLD,
    CANCELLED,
    CLOSED,
    NOTHING;

    String inWords() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    int told = done(Way.TOLD, notes);
    int cancelled = done(Way.CANCELLED, notes);
    int closed = done(Way.CLOSED, notes);
    int nothing = done(Way.NOTHING, notes);
    if (!notes.allAsExpected() || told == 0 || told >= ASKED || nothing != ASKED) {
      return "it-works-for-nobody";
    }
    return cancelled < ASKED && closed < ASKED ? "who-is-told-stops" : "the-news-came-late";
  }

  /** How many units the server does. */
  private static int done(Way way, Notes notes) throws Exception {
    String name = way.inWords();
    notes.figure(name + ": units asked for", "", ASKED, "counted", ASKED);
    try (WorkServer server = WorkServer.start(UNIT);
        GrpcConnection client = new GrpcConnection(server.address())) {
      long begun = System.nanoTime();
      List<WaitedCall> calls = begin(client, way);
      if (way == Way.TOLD) {
        int late = 0;
        for (WaitedCall call : calls) {
          late += call.status().code() == GrpcCode.DEADLINE_EXCEEDED ? 1 : 0;
        }
        notes.figure("told: calls that ended by DEADLINE_EXCEEDED", "", CALLS, "grpc-status", late);
      } else {
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
          client.read(Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(PATIENCE.toNanos()) / 10));
        }
        giveUp(way, client, calls);
      }
      Until.holds("the server works no more", ALL_DONE, () -> server.over() == CALLS);
      notes.figure(name + ": units done", "", "", "counted by the server", server.units());
      return server.units();
    }
  }

  private static List<WaitedCall> begin(GrpcConnection client, Way way) throws IOException {
    CallOptions options =
        way == Way.TOLD ? CallOptions.NONE.within(PATIENCE.toNanos()) : CallOptions.NONE;
    List<WaitedCall> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(
          client
              .begin(WorkServer.METHOD, options)
              .send(Integer.toString(UNITS).getBytes(US_ASCII))
              .end());
    }
    client.flush();
    return calls;
  }

  private static void giveUp(Way way, GrpcConnection client, List<WaitedCall> calls)
      throws IOException {
    if (way == Way.CANCELLED) {
      for (WaitedCall call : calls) {
        call.cancel();
      }
    } else if (way == Way.CLOSED) {
      client.close();
    }
  }
}
