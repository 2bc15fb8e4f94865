// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.server.ServeProcess;

@Claim(
    id = "first-token",
    question = "A chat says 60 words at 30 a second: when does its reader have the first one?",
    setup =
        """
        POST /v1/chat/completions?tokens=60&rate=30, the same question and answer

        streamed   data: …  data: …  data: …  … [DONE]      first word after ?   end after ?
        whole      ……………………………………………………………… {"choices":…}   first word after ?   end after ?
        """,
    picture =
        """
        streamed   ▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪ each word leaves when it is there
                   ↑ 1/30 s                ↑ 2 s

        whole                              █ all words leave when the last is there
                                           ↑ 2 s: the first word comes with the last
        """,
    sources = {
      "The lecture Push: a server that sends as soon as it has something",
      "The lecture Server-sent events; the HTML standard, section 9.2"
    },
    outcomes = {
      @Outcome(
          name = "one-token-against-all",
          grade = EXPECTED,
          choice = "Streamed, after one word's time; whole, after all of it. Both end together.",
          why =
              "A stream pushes each word when it is there: the first comes after 1/R seconds at R"
                  + " words a second, however long the answer is. In one piece, the first comes"
                  + " with the last, after N/R seconds for N words. The work is the same and ends"
                  + " at the same time, so streaming saves nothing but the waiting, and costs"
                  + " bytes: each word has an event around it."),
      @Outcome(
          name = "streamed-but-late",
          grade = INTERESTING,
          why =
              "The words came one by one, but the first of them was late: the machine was so busy"
                  + " that a thread waited long for a processor."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "After the same time in both ways, for the answer takes as long.",
          why = "The answers were not the same, or the stream did not come word by word.")
    },
    verdict = {
      "The first word came after {streamed: first word} as a stream, and after {whole: first word}"
          + " in one piece: {whole: first word against streamed} as long.",
      "The last came after {streamed: end} and {whole: end}; the stream arrived in {streamed:"
          + " pieces} pieces."
    },
    cost = Cost.MEASURES,
    seconds = 4,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ask='{"model":"lab-markov","messages":[{"role":"user","content":"What is a queue?"}]'
        url=localhost:8080/v1/chat/completions
        curl -s -o /dev/null -w 'first byte %{time_starttransfer} s, end %{time_total} s\\n' $url -d "$ask,\\"stream\\":true}"
        curl -s -o /dev/null -w 'first byte %{time_starttransfer} s, end %{time_total} s\\n' $url -d "$ask}"
        kill $server
        """,
    seeAlso = {
      "buffering-proxy",
      "short-or-long-polling",
      "server-sent events",
      "--max-completions"
    })
public final class FirstToken implements Experiment {
  private static final int TOKENS = 60;
  private static final int RATE = 30;

  /** Of 60, half: on a busy machine two may arrive as one. */
  private static final int MANY_PIECES = 30;

  /** Of the 60 times that the rate says. */
  private static final double LARGE = 5;

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerProcess server = ServeProcess.serve("--pattern=single-thread");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // What the server and this JVM load at their first answers is no part of the time.
      ChatClient.ask(server.address(), 1, 0, true);
      ChatClient.ask(server.address(), 1, 0, false);
      Future<ChatClient.Read> asStream =
          threads.submit(() -> ChatClient.ask(server.address(), TOKENS, RATE, true));
      ChatClient.Read whole = ChatClient.ask(server.address(), TOKENS, RATE, false);
      ChatClient.Read streamed = asStream.get();
      return verdict(streamed, whole, notes);
    }
  }

  private static String verdict(ChatClient.Read streamed, ChatClient.Read whole, Notes notes) {
    double ratio = whole.firstMillis() / streamed.firstMillis();
    boolean isSame = whole.text().equals(streamed.text());
    notes.figure("streamed: first word", "ms", "about 33", "clock", streamed.firstMillis());
    notes.figure("streamed: end", "ms", "about 2000", "clock", streamed.lastMillis());
    notes.figure("streamed: pieces", "", MANY_PIECES + " or more", "reads", streamed.pieces());
    notes.figure("whole: first word", "ms", "about 2000", "clock", whole.firstMillis());
    notes.figure("whole: end", "ms", "about 2000", "clock", whole.lastMillis());
    notes.figure("whole: first word against streamed", "×", "5 or more", "clock", ratio);
    notes.figure("same words", "of 1 answer", 1, "compared", isSame ? 1 : 0);
    if (!notes.allAsExpected()
        || streamed.pieces() < MANY_PIECES
        || whole.firstMillis() < TOKENS * 1000.0 / RATE) {
      return "something-else";
    }
    return ratio >= LARGE ? "one-token-against-all" : "streamed-but-late";
  }
}
