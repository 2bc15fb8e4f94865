// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.topic;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.server.ServeProcess;
import socketlab.experiment.tool.topic.EventSubscription;
import socketlab.experiment.tool.topic.TopicClient;

@Claim(
    id = "push-to-the-absent",
    question = "100 messages are pushed while a subscriber is away: how many has it afterwards?",
    setup =
        """
        publisher ──▶ topic ──push──▶ subscriber, there      of 100: ?
                            ──push──▶ (away)                 of 100: ?
                            ◀──from=N── it comes back        of 100: ?
        """,
    picture =
        """
        publisher ──▶ topic ──push──▶ subscriber, there      every message, when it comes
                            ──push──▶ (away)                 nothing: there is no connection
                      [0 1 2 … 99]                           but the topic keeps them
                            ◀──from=N── it comes back        every message, and again when
                                                             asked again
        """,
    sources = {
      "The lecture Push: the client has to be connected",
      "The lecture Publish-subscribe: publisher and subscriber need not be there at the same time"
    },
    outcomes = {
      @Outcome(
          name = "the-log-has-them",
          grade = EXPECTED,
          choice = "None by push; all of them when it asks the topic from its last offset.",
          why =
              "A push needs a connection: who has none gets nothing, and joining again gives what"
                  + " comes from then on. A topic that keeps its messages takes time out of it: the"
                  + " subscriber says how far it was and gets the rest, as often as it asks, since"
                  + " reading a topic takes nothing away."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "All of them: the server pushes them when it is back.",
          why = "A push reached one who was away, or the topic had lost what it had confirmed.")
    },
    verdict = {
      "One who is there is pushed {there: seen} of {published} messages.",
      "One who is away, and then joins again, is pushed {away: pushed} of them.",
      "It asks from its offset on and gets {away: read from the topic}; asked again it gives"
          + " {away: read again}."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused -d missed localhost:8080/topics/news
        timeout 1 curl -sN localhost:8080/topics/news/events
        curl -s 'localhost:8080/topics/news?from=0'
        kill $server
        """,
    seeAlso = {"events-resume", "publish-subscribe", "long polling", "WebSocket"})
public final class PushToTheAbsent implements Experiment {
  private static final int PUBLISHED = 100;
  private static final String TOPIC = "news";
  private static final String END = "end";

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerProcess process = ServeProcess.serve("--pattern=single-thread");
        TopicClient publisher = new TopicClient(process.address(), TOPIC)) {
      InetSocketAddress server = process.address();
      notes.figure("published", "", PUBLISHED, "counted", PUBLISHED);
      List<String> seen = new ArrayList<>();
      try (EventSubscription there = subscribe(server, seen)) {
        publisher.publishAll(messages("there"));
        readToTheEnd(there, publisher, seen);
      }
      notes.figure("there: seen", "", PUBLISHED, "counted", count(seen, "there"));
      Until.holds("the subscriber has left", () -> publisher.number("events") == 0);
      long left = publisher.number("next");
      publisher.publishAll(messages("away"));
      seen.clear();
      try (EventSubscription back = subscribe(server, seen)) {
        readToTheEnd(back, publisher, seen);
      }
      notes.figure("away: pushed", "", 0, "counted", count(seen, "away"));
      notes.figure("away: read from the topic", "", PUBLISHED, "counted", read(publisher, left));
      notes.figure("away: read again", "", PUBLISHED, "counted", read(publisher, left));
      return notes.allAsExpected() ? "the-log-has-them" : "something-else";
    }
  }

  private static EventSubscription subscribe(InetSocketAddress server, List<String> seen)
      throws IOException {
    return new EventSubscription(server, TOPIC, "", "", 0, (_, data) -> seen.add(data));
  }

  /** A last message is behind all others, so that nothing can come any more. */
  private static void readToTheEnd(
      EventSubscription stream, TopicClient publisher, List<String> seen) throws IOException {
    publisher.publishAll(List.of(END));
    stream.readUntil(() -> seen.contains(END));
  }

  private static List<String> messages(String kind) {
    return IntStream.range(0, PUBLISHED).mapToObj(i -> kind + " " + i).toList();
  }

  private static long read(TopicClient client, long from) {
    return count(client.from(from).stream().map(TopicClient.Read::data).toList(), "away");
  }

  /** How many different ones. */
  private static long count(List<String> seen, String kind) {
    return seen.stream().filter(message -> message.startsWith(kind + " ")).distinct().count();
  }
}
