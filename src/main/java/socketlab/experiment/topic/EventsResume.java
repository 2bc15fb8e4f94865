// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.topic;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.server.ServeProcess;
import socketlab.experiment.tool.topic.EventSubscription;
import socketlab.experiment.tool.topic.TopicClient;

@Claim(
    id = "events-resume",
    question = "An event stream is cut 10 times while messages come: which of them are missing?",
    setup =
        """
        1300 messages are published; the subscriber's connection is cut 10 times

        a plain GET each time          ──────✂  ───✂  ────────✂  …       missing: ?
        Last-Event-ID: the last seen   ──────✂  ───✂  ────────✂  …       missing: ?
        """,
    picture =
        """
        a plain GET      0 1 2 3 4✂            9 10 11✂              what was published
                                   5 6 7 8 ✗           12 13 … ✗     meanwhile is missing

        Last-Event-ID    0 1 2 3 4✂            5 6 7 8 9 10 11✂      the server goes on behind
                                   "the last I saw whole was 4"      the id that it is told
        """,
    sources = {
      "The lecture Server-sent events: a connection that breaks, and comes again",
      "WHATWG HTML, section 9.2: Last-Event-ID; an event that is not whole is discarded"
    },
    outcomes = {
      @Outcome(
          name = "goes-on-behind-the-id",
          grade = EXPECTED,
          choice = "With a plain GET many are missing; with Last-Event-ID none.",
          why =
              "An event stream by itself promises nothing about the time between two connections:"
                  + " what was published then, and what was on its way when the link broke, is"
                  + " missing. With the id of the last whole event the server knows where to go on,"
                  + " because the topic keeps its messages. An event that was cut in its middle is"
                  + " none, so it comes again, and nothing comes twice."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "In both ways none: TCP is reliable.",
          why =
              "A message was missing or came twice in spite of its id, or none was missing"
                  + " without."),
    },
    verdict = {
      "With a plain GET {plain: missing} of {plain: published} messages are missing after {plain:"
          + " cuts} cuts.",
      "With Last-Event-ID {resumed: missing} of {resumed: published} are missing after {resumed:"
          + " cuts} cuts, and {resumed: seen twice} came twice."
    },
    cost = Cost.WAITS,
    seconds = 3,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused -d one localhost:8080/topics/news
        curl -s -d two localhost:8080/topics/news
        timeout 1 curl -sN -H 'Last-Event-ID: 0' localhost:8080/topics/news/events
        kill $server
        """,
    seeAlso = {"resumable-upload", "server-sent events", "--topic-bytes"})
public final class EventsResume implements Experiment {
  private static final int CUTS = 10;

  /** Messages that are published while the subscriber is there, and while it is away. */
  private static final int THERE = 100;

  private static final int AWAY = 20;
  private static final int PUBLISHED = (CUTS + 1) * THERE + CUTS * AWAY;

  /** Fewer than {@link #THERE} events have, so that each cut comes. */
  private static final int MOST_BYTES = 2000;

  private InetSocketAddress server;

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerProcess process = ServeProcess.serve("--pattern=single-thread")) {
      server = process.address();
      int plain = told("plain", false, notes);
      told("resumed", true, notes);
      return notes.allAsExpected() && plain >= CUTS * AWAY
          ? "goes-on-behind-the-id"
          : "something-else";
    }
  }

  private int told(String way, boolean resumes, Notes notes) throws Exception {
    List<String> seen = new ArrayList<>();
    int cuts = subscribe(way, resumes, seen);
    int different = new HashSet<>(seen).size();
    int missing = PUBLISHED - different;
    notes.figure(way + ": published", "", PUBLISHED, "counted", PUBLISHED);
    notes.figure(way + ": cuts", "", CUTS, "counted", cuts);
    notes.figure(way + ": missing", "", resumes ? 0 : CUTS * AWAY + " or more", "seen", missing);
    notes.figure(way + ": seen twice", "", 0, "seen", seen.size() - different);
    return missing;
  }

  private int subscribe(String topic, boolean resumes, List<String> seen) throws Exception {
    SplittableRandom lot = new SplittableRandom(1);
    String last = "";
    int cuts = 0;
    try (ExecutorService publisher = Executors.newSingleThreadExecutor();
        TopicClient client = new TopicClient(server, topic)) {
      int published = 0;
      while (true) {
        try (EventSubscription stream =
            new EventSubscription(server, topic, "", last, 0, (_, data) -> seen.add(data))) {
          Future<?> there = publish(publisher, client, published, THERE);
          published += THERE;
          if (cuts == CUTS) {
            String end = "message " + (PUBLISHED - 1);
            stream.readUntil(() -> !seen.isEmpty() && seen.getLast().equals(end));
            there.get();
            return cuts;
          }
          stream.readBytes(1 + lot.nextInt(MOST_BYTES));
          there.get();
          last = resumes ? stream.lastEventId() : "";
        }
        cuts++;
        publish(publisher, client, published, AWAY).get();
        published += AWAY;
      }
    }
  }

  private static Future<?> publish(
      ExecutorService publisher, TopicClient client, int from, int count) {
    List<String> messages =
        IntStream.range(from, from + count).mapToObj(i -> "message " + i).toList();
    return publisher.submit(() -> client.publishAll(messages));
  }
}
