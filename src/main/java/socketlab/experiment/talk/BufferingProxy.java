// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.server.NginxProxy;
import socketlab.experiment.tool.server.ServeProcess;

@Claim(
    id = "buffering-proxy",
    question = "A server streams word by word, through a proxy that buffers: what does one see?",
    setup =
        """
        60 words at 30 a second, each sent at once

        server ──▶ proxy, passes each read on at once    ──▶ client   first word: ?  pieces: ?
        server ──▶ proxy, collects 4 KiB or the end      ──▶ client   first word: ?  pieces: ?
        server ──▶ nginx, proxy_buffering off; and on    ──▶ client   pieces: ? and ?
        """,
    picture =
        """
        server   ▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪
        passes   ▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪   word by word, as it was sent
        buffers            ██████████            ██████████   nothing, then a lot at once
                 └ 4 KiB ─┘
        """,
    sources = {
      "The lecture Server-sent events: what lies between must not hold the stream back",
      "nginx, proxy_buffering and X-Accel-Buffering,"
          + " https://nginx.org/en/docs/http/ngx_http_proxy_module.html"
    },
    outcomes = {
      @Outcome(
          name = "a-few-lumps",
          grade = EXPECTED,
          choice = "With a buffer, nothing for a long time, then a few large pieces.",
          why =
              "HTTP does not say when an intermediary passes a part of a body on. One that fills a"
                  + " buffer first makes few large writes of many small ones, which is good for"
                  + " files and takes the sense from a stream: the server pushes, and the client"
                  + " sees nothing until the buffer is full. No byte is lost, so nothing reports an"
                  + " error. A server can ask for the contrary: nginx reads X-Accel-Buffering: no"
                  + " in the answer, and this server sends it."),
      @Outcome(
          name = "lumps-but-soon",
          grade = INTERESTING,
          why =
              "The buffer made few pieces of many, but the first word without it was late too: the"
                  + " machine was so busy that a thread waited long for a processor."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "The same in both, for each word was sent at once.",
          why =
              "The words were not the same, or a proxy that passes on held back, or one that"
                  + " buffers did not.")
    },
    verdict = {
      "Through the proxy that passes on, the first word came after {passes on: first word} and the"
          + " answer in {passes on: pieces} pieces.",
      "Through the one that buffers, after {buffers: first word} and in {buffers: pieces}; the end"
          + " came after {passes on: end} and {buffers: end}.",
      "Through nginx with proxy_buffering off, the first word came after {nginx, buffering off:"
          + " first word} and the answer in {nginx, buffering off: pieces} pieces; with"
          + " proxy_buffering on, after {nginx, buffering on: first word} and in {nginx, buffering"
          + " on: pieces}."
    },
    cost = Cost.MEASURES,
    seconds = 7,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ask='{"model":"lab-markov","messages":[{"role":"user","content":"What is a queue?"}],"stream":true}'
        url='localhost:8080/v1/chat/completions?tokens=40'
        curl -sN "$url" -d "$ask"                                              # word by word
        curl -sN "$url" -d "$ask" | dd bs=4k iflag=fullblock status=none       # 4 KiB at a time
        kill $server
        """,
    seeAlso = {"first-token", "nagle", "server-sent events", "long polling"})
public final class BufferingProxy implements Experiment {
  private static final int TOKENS = 60;
  private static final int RATE = 30;
  private static final int BUFFER_BYTES = 4096;

  /** Of 60, half: on a busy machine two may arrive as one. */
  private static final int MANY_PIECES = 30;

  private static final int FEW_PIECES = 10;
  private static final double LARGE = 3;

  /**
   * Two ways through it, to the same server; its answer goes on without chunks, as it came. The
   * server asks for no buffering, which is what the second way does not hear.
   */
  private static final String LOCATIONS =
      """
      chunked_transfer_encoding off;
      location /v1/ { proxy_pass http://%1$s; proxy_buffering off; }
      location /on/v1/ {
        proxy_pass http://%1$s/v1/;
        proxy_buffering on;
        proxy_buffers 8 4k;
        proxy_ignore_headers X-Accel-Buffering;
      }
      """;

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerProcess server = ServeProcess.serve("--pattern=single-thread");
        PieceProxy passes = new PieceProxy(server.address(), 1);
        PieceProxy buffers = new PieceProxy(server.address(), BUFFER_BYTES);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // What the server and this JVM load at their first answers is no part of the time.
      ChatClient.ask(passes.address(), 1, 0, true);
      Future<ChatClient.Read> atOnce = ask("", passes.address(), threads);
      Future<ChatClient.Read> lumps = ask("", buffers.address(), threads);
      Seen ours = told("own proxy", "passes on", atOnce, "buffers", lumps, notes);
      if (!NginxProxy.isHere()) {
        return outcome(ours, ours, notes);
      }
      String where = server.address().getHostString() + ":" + server.address().getPort();
      try (ServerProcess nginx = NginxProxy.start("", LOCATIONS.formatted(where, where))) {
        Future<ChatClient.Read> off = ask("", nginx.address(), threads);
        Future<ChatClient.Read> on = ask("/on", nginx.address(), threads);
        return outcome(
            ours,
            told("nginx", "nginx, buffering off", off, "nginx, buffering on", on, notes),
            notes);
      }
    }
  }

  private static Future<ChatClient.Read> ask(
      String before, InetSocketAddress proxy, ExecutorService threads) {
    return threads.submit(() -> ChatClient.ask(before, proxy, TOKENS, RATE, true));
  }

  /** The same answer through two proxies. */
  private record Seen(ChatClient.Read atOnce, ChatClient.Read lumps) {
    boolean isAsDrawn() {
      return atOnce.text().equals(lumps.text())
          && atOnce.pieces() >= MANY_PIECES
          && lumps.pieces() <= FEW_PIECES;
    }

    boolean isFarApart() {
      return lumps.firstMillis() >= LARGE * atOnce.firstMillis();
    }
  }

  private static String outcome(Seen ours, Seen others, Notes notes) {
    if (!notes.allAsExpected() || !ours.isAsDrawn() || !others.isAsDrawn()) {
      return "something-else";
    }
    return ours.isFarApart() && others.isFarApart() ? "a-few-lumps" : "lumps-but-soon";
  }

  private static Seen told(
      String proxy,
      String passing,
      Future<ChatClient.Read> atOnce,
      String buffering,
      Future<ChatClient.Read> lumps,
      Notes notes)
      throws InterruptedException, ExecutionException {
    Seen seen = new Seen(atOnce.get(), lumps.get());
    told(passing, MANY_PIECES + " or more", seen.atOnce(), notes);
    told(buffering, "2 to " + FEW_PIECES, seen.lumps(), notes);
    notes.figure(
        proxy + ": same words",
        "of 1 answer",
        1,
        "compared",
        seen.atOnce().text().equals(seen.lumps().text()) ? 1 : 0);
    return seen;
  }

  private static void told(String way, String pieces, ChatClient.Read read, Notes notes) {
    notes.figure(way + ": first word", "ms", "", "clock", read.firstMillis());
    notes.figure(way + ": pieces", "", pieces, "reads", read.pieces());
    notes.figure(way + ": end", "ms", "about 2000", "clock", read.lastMillis());
  }
}
