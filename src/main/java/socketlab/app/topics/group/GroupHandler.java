// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.app.route.Problem;
import socketlab.app.route.QueryNumber;
import socketlab.app.topics.hub.Topic;
import socketlab.app.topics.hub.TopicLimits;
import socketlab.app.topics.hub.Topics;
import socketlab.app.topics.kept.TopicName;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** {@code POST /topics/NAME/groups/G/poll} and {@code /ack}. */
public final class GroupHandler {
  /** What stands before the group's name. */
  public static final String PREFIX = "/groups/";

  private static final Pattern PATH = Pattern.compile(PREFIX + "([^/]*)/(poll|ack)");
  private static final int MOST_MESSAGES = 1000;
  private static final int USUAL_MESSAGES = 10;
  private static final int LONGEST_LEASE_SECONDS = 3600;
  private static final int USUAL_LEASE_SECONDS = 30;

  private final Topics topics;
  private final Groups groups;

  public GroupHandler(Topics topics, Groups groups) {
    this.topics = topics;
    this.groups = groups;
  }

  /**
   * Answers.
   *
   * @param rest of the path behind the topic, from {@link #PREFIX} on
   * @throws IllegalArgumentException in one line, when the query cannot be
   */
  public void handle(String topicName, String rest, Request request, Response response) {
    Matcher path = PATH.matcher(rest);
    if (!path.matches()) {
      Problem.send(response, Status.NOT_FOUND, "a group has /poll and /ack");
      return;
    }
    String name = path.group(1);
    if (!TopicName.isValid(name)) {
      Problem.send(response, Status.BAD_REQUEST, TopicName.RULE);
      return;
    }
    if (path.group(2).equals("ack")) {
      acknowledge(topicName, name, request, response);
      return;
    }
    int max = QueryNumber.of(request, "max", MOST_MESSAGES);
    int lease = QueryNumber.of(request, "lease", LONGEST_LEASE_SECONDS);
    int wait = QueryNumber.of(request, "wait", TopicLimits.MOST_WAIT_SECONDS);
    Optional<Topic> topic = topics.getLasting(topicName);
    Optional<Group> group =
        topic.flatMap(found -> groups.get(topicName, name, found.log().first()));
    if (group.isEmpty()) {
      response.field("Retry-After", "60");
      Problem.send(response, Status.SERVICE_UNAVAILABLE, "there are too many topics, or groups");
      return;
    }
    GroupPoll.begin(
        topics,
        topic.get(),
        group.get(),
        new GroupPoll.Wish(
            max == 0 ? USUAL_MESSAGES : max,
            TimeUnit.SECONDS.toNanos(lease == 0 ? USUAL_LEASE_SECONDS : lease),
            TimeUnit.SECONDS.toNanos(wait)),
        response);
  }

  private void acknowledge(String topicName, String name, Request request, Response response) {
    String text = request.query("offset");
    if (text == null
        || text.isEmpty()
        || text.length() > 18
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("offset is the offset of a message: a number from 0 on");
    }
    long offset = Long.parseLong(text);
    Optional<Topic> topic = topics.find(topicName);
    Optional<Group> group = groups.find(topicName, name);
    if (topic.isEmpty() || group.isEmpty()) {
      Problem.send(response, Status.NOT_FOUND, "there is no such group; it begins with a poll");
    } else if (offset >= topic.get().log().next()) {
      Problem.send(
          response,
          Status.BAD_REQUEST,
          "there is no offset " + offset + " yet; the next one is " + topic.get().log().next());
    } else {
      Response later = response.later();
      boolean taken =
          groups.acknowledge(
              topicName, name, offset, () -> acknowledged(group.get(), later), _ -> notKept(later));
      if (!taken) {
        Problem.send(
            later,
            Status.CONFLICT,
            "too many messages before it are open; acknowledge those first");
      }
    }
  }

  private static void acknowledged(Group group, Response response) {
    String json = "{\"acknowledged\":" + group.acknowledged() + "}\n";
    response.type(MediaType.JSON).send(Status.OK, json.getBytes(UTF_8));
  }

  private static void notKept(Response response) {
    response.field("Retry-After", "1");
    Problem.send(
        response, Status.INSUFFICIENT_STORAGE, "that could not be kept on the disk; say it again");
  }
}
