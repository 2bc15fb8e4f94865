// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.patterns;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.client.KeptConnections;
import socketlab.experiment.tool.server.PatternServer;
import socketlab.linux.process.Threads;
import socketlab.pattern.MessageBalancing;
import socketlab.pattern.Pattern;
import socketlab.pattern.ReaderPool;
import socketlab.pattern.VirtualThreads;

@Claim(
    id = "head-of-line",
    question =
        "One request blocks: which other requests wait for it, and what does it cost to avoid"
            + " that?",
    setup =
        """
        40 connections, 4 threads that run handlers; one request blocks ✗

        by connection   each connection belongs to one of 4 readers      who waits for ✗?
        by message      each message goes to one of 4 workers            who waits for ✗?
        by thread       each connection has a virtual thread             who waits for ✗?
        """,
    picture =
        """
        40 connections, 4 threads that run handlers; one request blocks ✗

        by connection   ■■■■■■■■■✗ reader 0     the 9 others of its reader wait: 9 of 39
                        ■■■■■■■■■■ reader 1
        by message      ■■■■■ ─▶ ✗ worker 0     a message goes to whoever is free: 0 of 39
                              ─▶   worker 1     but two more hand-offs, one each way
        """,
    sources = {
      "The lecture Backend execution patterns: balancing connections against balancing messages",
      "RAMCloud and Arachne (Qin et al., OSDI 2018): what a hand-off to a worker costs"
    },
    outcomes = {
      @Outcome(
          name = "its-neighbours-or-nobody",
          grade = EXPECTED,
          choice =
              "By connection, all that share its thread wait; by message, nobody does, and every"
                  + " request pays for that with hand-offs.",
          why =
              "Connections that share a thread wait together: all connections of the blocked"
                  + " reader, one in as many as there are readers, however idle the other readers"
                  + " are. Where messages are dealt out, or each connection has a thread, no other"
                  + " request waits. Every request pays for dealing out messages: the loop sleeps"
                  + " and is woken twice, the worker once. And there is a limit: when as many"
                  + " messages block as there are workers, every request waits."),
      @Outcome(
          name = "a-free-lunch",
          grade = INTERESTING,
          choice =
              "By connection, all that share its thread wait; by message, nobody does, and it costs"
                  + " nothing.",
          why =
              "No request waited, and the hand-offs cost no context switch: the threads always"
                  + " found each other awake."),
      @Outcome(
          name = "others-waited",
          grade = FORBIDDEN,
          choice = "Others wait too, in each of them.",
          why =
              "A request waited that shared nothing with the blocked one, or a request that shared"
                  + " its thread did not wait.")
    },
    verdict = {
      "Of 39 other requests, {reader-pool, 1 blocked: others that wait} waited in reader-pool,"
          + " {message-balancing, 1 blocked: others that wait} in message-balancing and"
          + " {virtual-threads, 1 blocked: others that wait} in virtual-threads.",
      "With 4 requests blocked, {message-balancing, 4 blocked: others that wait} of the 36 others"
          + " waited in message-balancing too.",
      "A request costs {reader-pool: context switches per request} context switches by connection"
          + " and {message-balancing: context switches per request} by message."
    },
    cost = Cost.MEASURES,
    seconds = 5,
    tryIt =
        """
        for pattern in 'reader-pool --threads=4' 'message-balancing --workers=4'; do
          ./lab serve --pattern=$pattern & server=$!
          curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
          curl -s 'localhost:8080/work?sleep=5000' & sleep 0.5
          for i in 1 2 3 4; do curl -s -w ' after %{time_total} s\\n' localhost:8080/plaintext; done
          kill $server; wait $server
        done
        """,
    seeAlso = {
      "same-mean-different-tail",
      "process-and-thread",
      "reader-pool",
      "message-balancing",
      "head-of-line blocking",
      "hand-off"
    })
public final class HeadOfLine implements Experiment {
  private static final int THREADS = 4;
  private static final int CONNECTIONS = 40;
  private static final int NEIGHBOURS = CONNECTIONS / THREADS - 1;

  /** Asked one after another, for the switches of each. */
  private static final int REQUESTS = 500;

  /** Asked before, so that both are as fast as they get. */
  private static final int WARMUP = 200;

  /** How long those who should wait are given to show that they do not. */
  private static final Duration LOOK = Duration.ofMillis(100);

  @Override
  public String run(Notes notes) throws Exception {
    waiting(new ReaderPool(), 1, NEIGHBOURS, notes);
    waiting(new MessageBalancing(), 1, 0, notes);
    waiting(new VirtualThreads(), 1, 0, notes);
    waiting(new MessageBalancing(), THREADS, CONNECTIONS - THREADS, notes);

    double byConnection = switchesEach(new ReaderPool(), notes);
    double byMessage = switchesEach(new MessageBalancing(), notes);
    notes.figure(
        "more switches per request by message",
        "",
        "about 1 to 2",
        "/proc/self/task",
        byMessage - byConnection);
    if (!notes.allAsExpected()) {
      return "others-waited";
    }
    return byMessage - byConnection >= 0.5 ? "its-neighbours-or-nobody" : "a-free-lunch";
  }

  /** Blocks requests on the first connections, asks on all others, and counts who waits. */
  private static void waiting(Pattern pattern, int blocked, int expected, Notes notes)
      throws Exception {
    Semaphore held = new Semaphore(0);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    PatternServer.Work work =
        request -> {
          if (request.path().equals("/block")) {
            held.release();
            gate.await();
          } else {
            handled.incrementAndGet();
          }
        };
    try (PatternServer server = PatternServer.start(pattern, THREADS, work);
        KeptConnections clients = new KeptConnections(server.server().address(), CONNECTIONS)) {
      for (int i = 0; i < blocked; i++) {
        clients.send(i, "/block");
        held.acquire();
      }
      handled.set(0);
      for (int i = blocked; i < CONNECTIONS; i++) {
        clients.send(i, "/");
      }
      int others = CONNECTIONS - blocked;
      IntSupplier unanswered =
          () ->
              (int)
                  IntStream.range(blocked, CONNECTIONS).filter(i -> !clients.isAnswered(i)).count();
      try {
        Until.holds("the others are answered", () -> unanswered.getAsInt() <= expected);
        Until.holds("too many are", LOOK, () -> unanswered.getAsInt() < expected);
      } catch (TimeoutException _) {
        // Of the second it is good news; of the first the readings tell.
      }
      Map<String, Double> readings = new LinkedHashMap<>();
      readings.put("answers", (double) unanswered.getAsInt());
      readings.put("handlers", (double) others - handled.get());
      notes.figure(
          pattern.id() + ", " + blocked + " blocked: others that wait", "", expected, readings);
      gate.countDown();
    }
  }

  /** How often a request makes a thread of the server sleep, with one client who waits for each. */
  private static double switchesEach(Pattern pattern, Notes notes) throws IOException {
    try (PatternServer server = PatternServer.start(pattern, THREADS, PatternServer.Work.NONE);
        KeptConnections client = new KeptConnections(server.server().address(), 1)) {
      ask(client, WARMUP);
      long before = switches(server);
      long wakeUpsBefore = wakeUps(server);
      ask(client, REQUESTS);
      double switches = (double) (switches(server) - before) / REQUESTS;
      double wakeUps = (double) (wakeUps(server) - wakeUpsBefore) / REQUESTS;
      notes.figure(
          pattern.id() + ": context switches per request", "", "", "/proc/self/task", switches);
      notes.figure(pattern.id() + ": wake-ups per request", "", "", "/stats", wakeUps);
      return switches;
    }
  }

  private static void ask(KeptConnections client, int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      client.ask(0);
    }
  }

  private static long switches(PatternServer server) {
    return server.tids().stream().mapToLong(tid -> Threads.contextSwitches(tid).voluntary()).sum();
  }

  private static long wakeUps(PatternServer server) {
    return server.server().stats().threads().stream()
        .mapToLong(thread -> thread.counters().wakeUps())
        .sum();
  }
}
