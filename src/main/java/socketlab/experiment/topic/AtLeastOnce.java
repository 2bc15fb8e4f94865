// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.topic;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.server.ServeProcess;
import socketlab.experiment.tool.topic.TopicClient;

@Claim(
    id = "at-least-once",
    question =
        "A consumer dies in the middle of its work: is a message lost, or done twice, or neither?",
    setup =
        """
        20 messages; consumer A takes 5 and dies when it has done 3; B does what it is given

        A acknowledges each when it is done      never done: ?      done twice: ?
        A acknowledges each before it begins     never done: ?      done twice: ?
        A does not die                           never done: ?      done twice: ?
        """,
    picture =
        """
        takes 5:                            0      1      2      3      4
        acknowledges when done              ✔ack   ✔ack   ✔ ✝    .      .
          the lease of 2, 3 and 4 ends:                   ✔✔     ✔      ✔     2 is done twice,
                                                 "delivery":2 tells B to look

        acknowledges first                  ack✔   ack✔   ack✔ ✝ ack    ack
          nothing is given out again:                            ✗      ✗     3 and 4 never
        """,
    sources = {
      "The lecture Publish-subscribe: at least once, at most once, and what a consumer has to do",
      "J. Gray, Notes on Data Base Operating Systems, 1978: two generals, or why not exactly once"
    },
    outcomes = {
      @Outcome(
          name = "ack-decides",
          grade = EXPECTED,
          choice = "It depends on when A acknowledges: done twice, or never done.",
          why =
              "The server knows of the work only what it is told. A message whose acknowledgement"
                  + " does not come within its lease is given to another, because its consumer may"
                  + " have died; if it died between the work and the word, the work is done again."
                  + " Who acknowledges first turns that around: what it then does not get done is"
                  + " lost. There is no third order, so a consumer that must do a thing once looks"
                  + " at the delivery count and at what it has done already."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "Neither: each message is done exactly once.",
          why =
              "A message was given out again in spite of its acknowledgement, or was not given out"
                  + " again without one, or a repeat was not told as such.")
    },
    verdict = {
      "Acknowledged when done: {after: done twice} of {after: published} messages was done twice,"
          + " {after: never done} never; {after: given out again} were given out again, and {after:"
          + " told as repeats} of them said so.",
      "Acknowledged before: {before: done twice} done twice, {before: never done} never done.",
      "Without a death: {alive: done twice} done twice, {alive: never done} never done."
    },
    cost = Cost.WAITS,
    seconds = 4,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused -d work localhost:8080/topics/jobs
        curl -s -X POST 'localhost:8080/topics/jobs/groups/g/poll?lease=1'
        sleep 2
        curl -s -X POST 'localhost:8080/topics/jobs/groups/g/poll?lease=1'
        curl -s -X POST 'localhost:8080/topics/jobs/groups/g/ack?offset=0'
        kill $server
        """,
    seeAlso = {
      "push-to-the-absent",
      "slow-subscriber",
      "publish-subscribe",
      "Idempotency-Key",
      "--data"
    })
public final class AtLeastOnce implements Experiment {
  private static final int PUBLISHED = 20;
  private static final int TAKEN = 5;

  /** It dies when this many of what it took are done. */
  private static final int DONE = 3;

  private static final int LEASE_SECONDS = 1;

  /** No lease of B ends while it works, however busy the machine is. */
  private static final int LONG_LEASE_SECONDS = 60;

  private static final String TOPIC = "work";

  private InetSocketAddress server;

  /** When a consumer says that a message is done, and whether it lives to say so. */
  private enum Way {
    BEFORE,
    ALIVE,
    AFTER
  }

  /** How often the work of each message was done, and what was given out again. */
  private static final class Work {
    private final Map<Long, Integer> done = new HashMap<>();
    private final Map<Long, Integer> given = new HashMap<>();
    private int again;
    private int told;

    void given(List<TopicClient.Read> messages) {
      for (TopicClient.Read message : messages) {
        int times = given.merge(message.offset(), 1, Integer::sum);
        again += times > 1 ? 1 : 0;
        told += times > 1 && message.delivery() == times ? 1 : 0;
      }
    }

    void done(TopicClient.Read message) {
      done.merge(message.offset(), 1, Integer::sum);
    }

    long twice() {
      return done.values().stream().filter(times -> times > 1).count();
    }

    int never() {
      return PUBLISHED - done.size();
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerProcess process = ServeProcess.serve("--pattern=single-thread");
        TopicClient b = new TopicClient(process.address(), TOPIC)) {
      server = process.address();
      b.publishAll(IntStream.range(0, PUBLISHED).mapToObj(i -> "message " + i).toList());
      Map<Way, Work> works = new HashMap<>();
      for (Way way : Way.values()) {
        works.put(way, new Work());
        consumerA(way, works.get(way));
      }
      // A's leases of the last way began last: when they have ended, all others of A have, too.
      Work last = works.get(Way.AFTER);
      int left = TAKEN - DONE + 1;
      Until.holds(
          "the leases of who died have ended",
          () -> {
            consumerB(b, Way.AFTER, last);
            return last.again >= left;
          });
      for (Way way : Way.values()) {
        consumerB(b, way, works.get(way));
      }
      told("after", works.get(Way.AFTER), 1, 0, left, notes);
      told("before", works.get(Way.BEFORE), 0, TAKEN - DONE, 0, notes);
      told("alive", works.get(Way.ALIVE), 0, 0, 0, notes);
    }
    return notes.allAsExpected() ? "ack-decides" : "something-else";
  }

  private static String group(Way way) {
    return way.name().toLowerCase(Locale.ROOT);
  }

  private void consumerA(Way way, Work work) throws IOException {
    try (TopicClient a = new TopicClient(server, TOPIC)) {
      List<TopicClient.Read> taken = a.poll(group(way), TAKEN, LEASE_SECONDS);
      work.given(taken);
      if (way == Way.BEFORE) {
        taken.forEach(message -> a.acknowledge(group(way), message.offset()));
      }
      int dies = way == Way.ALIVE ? taken.size() : DONE;
      for (int i = 0; i < dies; i++) {
        work.done(taken.get(i));
        boolean says = way == Way.ALIVE || way == Way.AFTER && i < DONE - 1;
        if (says) {
          a.acknowledge(group(way), taken.get(i).offset());
        }
      }
    }
  }

  /** Does all that is due. */
  private static void consumerB(TopicClient b, Way way, Work work) {
    List<TopicClient.Read> given;
    while (!(given = b.poll(group(way), TAKEN, LONG_LEASE_SECONDS)).isEmpty()) {
      work.given(given);
      for (TopicClient.Read message : given) {
        work.done(message);
        b.acknowledge(group(way), message.offset());
      }
    }
  }

  private static void told(String way, Work work, int twice, int never, int again, Notes notes) {
    notes.figure(way + ": published", "", PUBLISHED, "counted", PUBLISHED);
    notes.figure(way + ": done twice", "", twice, "counted", work.twice());
    notes.figure(way + ": never done", "", never, "counted", work.never());
    notes.figure(way + ": given out again", "", again, "counted", work.again);
    notes.figure(way + ": told as repeats", "", again, "counted", work.told);
  }
}
