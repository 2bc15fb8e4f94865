// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import socketlab.app.route.Origins;
import socketlab.app.route.Problem;
import socketlab.app.route.QueryNumber;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.app.topics.group.GroupHandler;
import socketlab.app.topics.group.Groups;
import socketlab.app.topics.hub.SubscriberKind;
import socketlab.app.topics.hub.Topic;
import socketlab.app.topics.hub.TopicLimits;
import socketlab.app.topics.hub.Topics;
import socketlab.app.topics.kept.TopicName;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.websocket.WebSocketConfig;
import socketlab.protocol.websocket.WebSocketUpgrade;

/** {@code /topics}: who publishes, and who reads in three ways. None of it blocks a thread. */
public final class TopicEndpoints implements RouteGroup {
  /** The most messages of one answer, and how many unless told otherwise. */
  static final int MOST_MESSAGES = 1000;

  private static final int USUAL_MESSAGES = 100;

  private final Topics topics;
  private final PublishHandler publish;
  private final WebSocketConfig sockets;
  private final HttpHandler publishing;
  private final HttpHandler socket;
  private final HttpHandler group;

  /**
   * @param topics closed with this
   * @param groups of these topics
   * @param origins whose pages may publish and open WebSockets
   * @param failures told why messages could not be kept; any thread
   */
  public TopicEndpoints(
      Topics topics,
      Groups groups,
      WebSocketConfig sockets,
      Origins origins,
      Consumer<Throwable> failures) {
    this.topics = topics;
    this.sockets = sockets;
    publish = new PublishHandler(topics, failures);
    publishing =
        origins.guard(
            (request, response) ->
                publish.handle(TopicPath.of(request).orElseThrow().topic(), request, response));
    socket = origins.guard(this::socket);
    GroupHandler handler = new GroupHandler(topics, groups);
    group =
        origins.guard(
            (request, response) -> {
              TopicPath path = TopicPath.of(request).orElseThrow();
              handler.handle(path.topic(), path.rest(), request, response);
            });
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.glance("/topics", this::list),
        Route.under(TopicPath.PREFIX, List.of(Method.GET, Method.POST), this::one));
  }

  @Override
  public void close() {
    topics.close();
  }

  private void one(Request request, Response response) throws Exception {
    Optional<TopicPath> path = TopicPath.of(request);
    if (path.isEmpty()) {
      Problem.send(response, Status.BAD_REQUEST, TopicName.RULE);
      return;
    }
    boolean post = request.method() == Method.POST;
    try {
      switch (path.get().rest()) {
        case "" -> {
          if (post) {
            publishing.handle(request, response);
          } else {
            read(path.get().topic(), request, response);
          }
        }
        case "/events" -> byGet(post, this::events, request, response);
        case "/socket" -> byGet(post, socket, request, response);
        default -> {
          if (path.get().rest().startsWith(GroupHandler.PREFIX)) {
            byPost(post, group, request, response);
          } else {
            Problem.send(
                response,
                Status.NOT_FOUND,
                "a topic has /events, /socket and /groups/NAME/poll and /ack");
          }
        }
      }
    } catch (IllegalArgumentException e) {
      Problem.send(response, Status.BAD_REQUEST, e.getMessage());
    } finally {
      topics.find(path.get().topic()).ifPresent(topics::forgetUnused);
    }
  }

  private static void byPost(boolean post, HttpHandler handler, Request request, Response response)
      throws Exception {
    if (post) {
      handler.handle(request, response);
    } else {
      response.field("Allow", "POST");
      Problem.send(response, Status.METHOD_NOT_ALLOWED, "this is asked for by POST");
    }
  }

  private static void byGet(boolean post, HttpHandler handler, Request request, Response response)
      throws Exception {
    if (post) {
      response.field("Allow", "GET, HEAD");
      Problem.send(response, Status.METHOD_NOT_ALLOWED, "this is read by GET");
    } else {
      handler.handle(request, response);
    }
  }

  /** A poll where the query says so, else what the topic is. */
  private void read(String name, Request request, Response response) {
    boolean polls =
        request.query("from") != null
            || request.query("wait") != null
            || request.query("max") != null;
    if (polls) {
      poll(name, request, response);
      return;
    }
    Optional<Topic> topic = topics.find(name);
    if (topic.isEmpty()) {
      Problem.send(response, Status.NOT_FOUND, "nobody has published here, and nobody listens");
    } else {
      json(response, json(topic.get().view()));
    }
  }

  private void poll(String name, Request request, Response response) {
    int wait = QueryNumber.of(request, "wait", TopicLimits.MOST_WAIT_SECONDS);
    int max = QueryNumber.of(request, "max", MOST_MESSAGES);
    Optional<Topic> topic = topics.get(name);
    if (topic.isEmpty()) {
      TopicPoll.tooMany(response);
      return;
    }
    long from = Offsets.from(request, topic.get());
    TopicPoll.begin(topics, topic.get(), from, max == 0 ? USUAL_MESSAGES : max, wait, response);
  }

  private void events(Request request, Response response) {
    Optional<Topic> topic = topics.get(TopicPath.of(request).orElseThrow().topic());
    if (topic.isEmpty()) {
      TopicPoll.tooMany(response);
      return;
    }
    OptionalLong resumed = Offsets.afterLastEvent(request);
    boolean begunAnew = resumed.isPresent() && resumed.getAsLong() > topic.get().log().next();
    long from =
        begunAnew
            ? topic.get().log().first()
            : resumed.isPresent() ? resumed.getAsLong() : Offsets.from(request, topic.get());
    TopicEvents events = new TopicEvents(topics, topic.get(), from, begunAnew, response.waker());
    if (!topics.join(events, response.owner())) {
      TopicPoll.tooMany(response);
      return;
    }
    response
        .type(MediaType.EVENTS)
        .field("Cache-Control", "no-store")
        .field("X-Accel-Buffering", "no")
        .stream(Status.OK, events);
  }

  private void socket(Request request, Response response) {
    Optional<Topic> topic = topics.get(TopicPath.of(request).orElseThrow().topic());
    if (topic.isEmpty()) {
      TopicPoll.tooMany(response);
      return;
    }
    long from = Offsets.from(request, topic.get());
    WebSocketUpgrade.answer(request, response, sockets, new TopicSocket(topics, topic.get(), from));
  }

  private void list(Request request, Response response) {
    json(
        response,
        topics.all().stream()
            .map(topic -> '"' + topic.name() + '"')
            .collect(Collectors.joining(",", "{\"topics\":[", "]}")));
  }

  private static String json(Topic.View view) {
    return """
    {"name":"%s","first":%s,"last":%s,"next":%d,"bytes":%d,\
    "subscribers":{"poll":%d,"events":%d,"socket":%d},\
    "slowestLag":%d,"dropped":%d,"disconnected":%d}\
    """
        .formatted(
            view.name(),
            view.first() == view.next() ? "null" : Long.toString(view.first()),
            view.first() == view.next() ? "null" : Long.toString(view.next() - 1),
            view.next(),
            view.bytes(),
            view.subscribers().get(SubscriberKind.POLL),
            view.subscribers().get(SubscriberKind.EVENTS),
            view.subscribers().get(SubscriberKind.SOCKET),
            view.slowestLag(),
            view.dropped(),
            view.disconnected());
  }

  private static void json(Response response, String text) {
    response
        .type(MediaType.JSON)
        .field("Cache-Control", "no-store")
        .send(Status.OK, (text + "\n").getBytes(UTF_8));
  }
}
