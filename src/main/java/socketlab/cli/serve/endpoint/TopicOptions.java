// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import java.io.IOException;
import java.time.Duration;
import socketlab.app.route.RouteGroup;
import socketlab.app.topics.TopicEndpoints;
import socketlab.app.topics.group.GroupJournal;
import socketlab.app.topics.group.Groups;
import socketlab.app.topics.hub.TopicLimits;
import socketlab.app.topics.hub.Topics;
import socketlab.app.topics.kept.TopicFolder;
import socketlab.cli.name.Options;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogConfig;

/** How many topics there are, how much they keep, and what becomes of slow subscribers. */
final class TopicOptions implements EndpointPart {
  /** Of each topic that is on disk, for those who have nearly caught up. */
  private static final long IN_MEMORY_BYTES = 4 << 20;

  private int most;
  private int subscribers;
  private long bytes;
  private Duration age;
  private int lag;

  @Override
  public void addTo(Options options) {
    options
        .option(
            "--max-topics",
            Integer.class,
            value -> most = value,
            "How many topics there may be; another gets 503.")
        .defaultValue("100")
        .paramLabel("N");
    options
        .option(
            "--max-subscribers",
            Integer.class,
            value -> subscribers = value,
            "How many subscribers all topics together may have, waiting polls too; another gets"
                + " 503.")
        .defaultValue("100000")
        .paramLabel("N");
    options
        .option(
            "--topic-bytes",
            Long.class,
            value -> bytes = value,
            "How many bytes of messages a topic keeps. Without --data all topics together also keep"
                + " at most a quarter of the heap.")
        .defaultValue("67108864")
        .paramLabel("N");
    options
        .option(
            "--topic-age",
            Duration.class,
            value -> age = value,
            "How long a topic keeps a message; 0s: for as long as there is room.")
        .defaultValue("0s")
        .paramLabel("TIME");
    options
        .option(
            "--max-lag",
            Integer.class,
            value -> lag = value,
            "How many messages a subscriber may be behind before --slow applies.")
        .defaultValue("1000")
        .paramLabel("N");
  }

  @Override
  public RouteGroup routes(Setting setting) throws IOException {
    if (bytes < 1) {
      throw new IllegalArgumentException("--topic-bytes is from 1, not " + bytes);
    }
    TopicLimits limits =
        new TopicLimits(
            EndpointPart.count("--max-topics", most, TopicLimits.MOST_TOPICS),
            EndpointPart.count("--max-subscribers", subscribers, TopicLimits.MOST_SUBSCRIBERS),
            bytes,
            age.isPositive() ? age.toMillis() : Long.MAX_VALUE,
            EndpointPart.count("--max-lag", lag, Integer.MAX_VALUE),
            setting.slow());
    return new TopicEndpoints(
        topics(limits, setting),
        groups(setting),
        setting.sockets(),
        setting.origins(),
        setting.failures());
  }

  private static Groups groups(Setting setting) throws IOException {
    if (setting.data().isEmpty()) {
      return new Groups();
    }
    Log log = setting.log("topic-groups", LogConfig.of(setting.fsync()));
    return new Groups(new GroupJournal(setting.logs(), log, setting.failures()));
  }

  private static Topics topics(TopicLimits limits, Setting setting) throws IOException {
    if (setting.data().isEmpty()) {
      return new Topics(limits);
    }
    LogConfig config = LogConfig.of(setting.fsync()).retain(limits.bytes(), limits.ageMillis());
    long memory = Topics.memoryBytes(limits.topics(), Math.min(limits.bytes(), IN_MEMORY_BYTES));
    return new Topics(
        limits,
        new TopicFolder(
            setting.data().get().folder("topics"),
            setting.logs(),
            config,
            memory,
            setting.failures()));
  }
}
