// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.topic;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    id = "slow-subscriber",
    question = "One subscriber of a topic stops reading: who pays, and is anything lost?",
    setup =
        """
        publisher ──600 messages──▶ topic ──▶ subscriber that reads        gets: ?
                                          ──▶ subscriber that does not     gets: ?

        --slow=drop   --slow=disconnect   --slow=wait     who loses, who waits: ?
        """,
    picture =
        """
        publisher ──600 messages──▶ topic ──▶ subscriber that reads        gets each, always
                                          ──▶ subscriber that does not

        --slow=drop          it goes on with the newest      "dropped":COUNT tells what is missing
        --slow=disconnect    its stream ends                 it comes again and gets the rest
        --slow=wait          it gets each                    the publisher gets 429 until it reads
        """,
    sources = {
      "The lecture Publish-subscribe: a slow subscriber, and who waits for it",
      "docs/communication.md: too slow, by --slow and --max-lag"
    },
    outcomes = {
      @Outcome(
          name = "one-has-to-pay",
          grade = EXPECTED,
          choice =
              "One of the two slow ends pays: it misses some, or comes again, or publishing stops.",
          why =
              "A server cannot keep messages for one who does not read without end. So it leaves"
                  + " messages out, and says how many; or it ends the subscriber, which may resume"
                  + " from the topic; or it holds the publisher back, and with it all subscribers."
                  + " What must not be is that a message is missing and nobody was told, or that"
                  + " the subscriber that reads misses one."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "The subscriber that reads gets only a part, too.",
          why = "A message was missing without a word, or the one that reads had to pay.")
    },
    verdict = {
      "Of {published} messages the subscriber that reads got {drop: reader got}, {disconnect:"
          + " reader got} and {wait: reader got} by drop, disconnect and wait.",
      "By drop the slow one got {drop: slow got} and was told that {drop: slow was told missing}"
          + " are missing.",
      "By disconnect it was ended after {disconnect: slow got before its end}, came again, and had"
          + " {disconnect: slow got} in the end.",
      "By wait it got {wait: slow got}, and the publisher first got 429 after {wait: kept before"
          + " 429}."
    },
    cost = Cost.WAITS,
    seconds = 6,
    tryIt =
        """
        ./lab serve --pattern=single-thread --slow=drop --max-lag=100 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused -d one localhost:8080/topics/news
        curl -s localhost:8080/topics/news
        kill $server
        """,
    seeAlso = {"slow-reader", "at-least-once", "publish-subscribe", "back-pressure", "--slow"})
public final class SlowSubscriber implements Experiment {
  private static final int PUBLISHED = 600;

  /** With the kernel's largest send buffer of 4 MiB, some 300 messages are beyond it. */
  private static final int MESSAGE_BYTES = 16_000;

  private static final int MAX_LAG = 100;

  /** The publisher is never further ahead of the one that reads, so that this one is not slow. */
  private static final int AHEAD = 20;

  private static final int SMALL_BUFFER = 4096;
  private static final String TOPIC = "news";
  private static final Pattern DROPPED = Pattern.compile("\"dropped\":(\\d+)");

  private Path data;

  /** What a subscriber has got. The numbers of messages, and how many it was told are missing. */
  private static final class Got {
    private final Set<Integer> numbers = new TreeSet<>();
    private int told;
    private int twice;

    synchronized void take(String type, String data) {
      if (type.equals("dropped")) {
        Matcher matcher = DROPPED.matcher(data);
        told += matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
      } else if (!numbers.add(Integer.parseInt(data.strip()))) {
        twice++;
      }
    }

    synchronized int count() {
      return numbers.size();
    }

    synchronized boolean isWhole() {
      return numbers.size() + told >= PUBLISHED;
    }
  }

  /** The subscribers of one server, and what they and the publisher saw. */
  private static final class Case implements AutoCloseable {
    private final InetSocketAddress server;
    private final TopicClient publisher;
    private final Got reader = new Got();
    private final Got slow = new Got();
    private final EventSubscription reading;
    private final EventSubscription lagging;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> reads;

    Case(ServerProcess process) throws IOException {
      server = process.address();
      publisher = new TopicClient(server, TOPIC);
      reading = subscribe("", 0, reader);
      lagging = subscribe("", SMALL_BUFFER, slow);
      reads =
          thread.submit(
              () -> {
                reading.readUntil(reader::isWhole);
                return null;
              });
    }

    EventSubscription subscribe(String lastEventId, int buffer, Got got) throws IOException {
      return new EventSubscription(server, TOPIC, "", lastEventId, buffer, got::take);
    }

    /** Publishes from this message on, until all are kept or one is refused: the next one. */
    int publish(int from) throws Exception {
      for (int i = from; i < PUBLISHED; i++) {
        int least = i - AHEAD;
        Until.holds("the one that reads has kept up", () -> reader.count() >= least);
        if (!publisher.publish(message(i))) {
          return i;
        }
      }
      return PUBLISHED;
    }

    void told(String policy, boolean all, Notes notes) throws Exception {
      reads.get();
      notes.figure(policy + ": reader got", "", PUBLISHED, "counted", reader.count());
      notes.figure(policy + ": slow got", "", all ? PUBLISHED : "fewer", "counted", slow.count());
      int missing = PUBLISHED - slow.count();
      notes.figure(policy + ": slow was told missing", "", missing, "counted", slow.told);
      notes.figure(policy + ": got twice", "", 0, "counted", reader.twice + slow.twice);
    }

    @Override
    public void close() throws IOException {
      try {
        // The thread ends when the stream that it reads is closed.
        reading.close();
        lagging.close();
        publisher.close();
      } finally {
        thread.shutdownNow();
      }
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    notes.figure("published", "", PUBLISHED, "counted", PUBLISHED);
    data = Files.createTempDirectory("lab-slow-subscriber");
    try {
      boolean dropped = drop(notes);
      boolean ended = disconnect(notes);
      boolean heldBack = hold(notes);
      return notes.allAsExpected() && dropped && ended && heldBack
          ? "one-has-to-pay"
          : "something-else";
    } finally {
      remove(data);
    }
  }

  /** On disk, where the topic keeps them all: in memory it keeps what a part of the heap holds. */
  private ServerProcess serve(String policy) throws Exception {
    return ServeProcess.serve(
        "--pattern=single-thread",
        "--slow=" + policy,
        "--max-lag=" + MAX_LAG,
        "--data=" + data.resolve(policy));
  }

  private static void remove(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.delete(each);
    }
  }

  /** Its number, and blanks up to its length. */
  private static String message(int number) {
    return String.format("%-" + MESSAGE_BYTES + "d", number);
  }

  private boolean drop(Notes notes) throws Exception {
    try (ServerProcess process = serve("drop");
        Case one = new Case(process)) {
      one.publish(0);
      one.lagging.readUntil(one.slow::isWhole);
      one.told("drop", false, notes);
      return one.slow.told > 0;
    }
  }

  private boolean disconnect(Notes notes) throws Exception {
    try (ServerProcess process = serve("disconnect");
        Case one = new Case(process)) {
      one.publish(0);
      Until.holds("the slow one is ended", () -> one.publisher.number("disconnected") == 1);
      one.lagging.readUntil(one.slow::isWhole);
      int before = one.slow.count();
      notes.figure("disconnect: slow got before its end", "", "fewer than all", "counted", before);
      try (EventSubscription again = one.subscribe(one.lagging.lastEventId(), 0, one.slow)) {
        again.readUntil(one.slow::isWhole);
      }
      one.told("disconnect", true, notes);
      return before < PUBLISHED;
    }
  }

  private boolean hold(Notes notes) throws Exception {
    try (ServerProcess process = serve("wait");
        Case one = new Case(process);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      int kept = one.publish(0);
      notes.figure("wait: kept before 429", "", "fewer than all", "counted", kept);
      Future<?> caughtUp =
          other.submit(
              () -> {
                one.lagging.readUntil(one.slow::isWhole);
                return null;
              });
      int next = kept;
      while (next < PUBLISHED) {
        String refused = message(next);
        Until.holds("the publisher is let on", () -> one.publisher.publish(refused));
        next = one.publish(next + 1);
      }
      caughtUp.get();
      one.told("wait", true, notes);
      return kept < PUBLISHED;
    }
  }
}
