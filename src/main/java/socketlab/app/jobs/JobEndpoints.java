// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.app.route.Origins;
import socketlab.app.route.Problem;
import socketlab.app.route.QueryNumber;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * {@code /jobs}: 202 for long work, and then short polling, long polling and events on how far it
 * is. None of it blocks a thread.
 */
public final class JobEndpoints implements RouteGroup {
  /** The longest a job may sleep, in milliseconds. */
  static final int MOST_SLEEP_MILLIS = 600_000;

  /** The longest it may compute, in microseconds. */
  static final int MOST_SPIN_MICROS = 60_000_000;

  /** The longest a poll may wait. */
  static final int MOST_WAIT_SECONDS = 60;

  private static final String PATH = "/jobs/";
  private static final String EVENTS = "/events";

  /** RFC 7240 section 4.3. */
  private static final Pattern PREFER_WAIT = Pattern.compile("(?i)(?:^|,)\\s*wait\\s*=\\s*(\\d+)");

  private final Jobs jobs;
  private final HttpHandler create;
  private final HttpHandler delete;

  /**
   * @param jobs closed with this
   * @param origins whose pages may begin and cancel jobs
   */
  public JobEndpoints(Jobs jobs, Origins origins) {
    this.jobs = jobs;
    create = origins.guard(this::create);
    delete = origins.guard((request, response) -> cancel(job(request), response));
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.glance("/jobs", List.of(Method.POST), create),
        Route.under(PATH, List.of(Method.GET, Method.DELETE), this::one));
  }

  @Override
  public void close() {
    jobs.close();
  }

  private void create(Request request, Response response) {
    int sleepMillis;
    int spinMicros;
    try {
      sleepMillis = QueryNumber.of(request, "sleep", MOST_SLEEP_MILLIS);
      spinMicros = QueryNumber.of(request, "spin", MOST_SPIN_MICROS);
    } catch (IllegalArgumentException e) {
      Problem.send(response, Status.BAD_REQUEST, e.getMessage());
      return;
    }
    Optional<Job> job = jobs.submit(sleepMillis, spinMicros);
    if (job.isEmpty()) {
      response.field("Retry-After", "1");
      Problem.send(
          response, Status.SERVICE_UNAVAILABLE, "too many jobs wait; see lab serve --job-queue");
      return;
    }
    Job.View view = job.get().view();
    response.field("Location", PATH + view.id());
    send(Status.ACCEPTED, view, response);
  }

  /** The job that the path names; its events are named by the same path and more. */
  private Optional<Job> job(Request request) {
    String id = request.path().substring(PATH.length());
    return jobs.find(id.endsWith(EVENTS) ? id.substring(0, id.length() - EVENTS.length()) : id);
  }

  private void one(Request request, Response response) throws Exception {
    Optional<Job> job = job(request);
    boolean events = request.path().endsWith(EVENTS);
    if (job.isEmpty()) {
      Problem.send(response, Status.NOT_FOUND, "there is no such job, or it is forgotten");
    } else if (request.method() == Method.DELETE) {
      delete.handle(request, response);
    } else if (events) {
      response.type(MediaType.EVENTS).field("Cache-Control", "no-store").stream(
          Status.OK, new JobEvents(job.get(), jobs, response.waker()));
    } else {
      poll(job.get(), request, response);
    }
  }

  private void cancel(Optional<Job> job, Response response) {
    jobs.cancel(job.orElseThrow());
    send(Status.ACCEPTED, job.get().view(), response);
  }

  private void poll(Job job, Request request, Response response) {
    int wait;
    try {
      wait = wait(request, response);
    } catch (IllegalArgumentException e) {
      Problem.send(response, Status.BAD_REQUEST, e.getMessage());
      return;
    }
    List<String> known = request.fields("if-none-match");
    if (wait > 0 && !job.view().state().isOver()) {
      LongPoll.begin(job, wait, jobs, response, (view, later) -> answer(view, known, later));
    } else {
      answer(job.view(), known, response);
    }
  }

  /** Seconds; RFC 7240 wants it told when its field was heard. */
  private static int wait(Request request, Response response) {
    if (request.query("wait") != null) {
      return QueryNumber.of(request, "wait", MOST_WAIT_SECONDS);
    }
    for (String prefer : request.fields("prefer")) {
      Matcher wait = PREFER_WAIT.matcher(prefer);
      if (wait.find()) {
        int seconds = QueryNumber.parse(wait.group(1), "wait", MOST_WAIT_SECONDS);
        response.field("Preference-Applied", "wait=" + seconds);
        return seconds;
      }
    }
    return 0;
  }

  private static void answer(Job.View view, List<String> known, Response response) {
    response.field("ETag", view.etag());
    if (isKnown(view.etag(), known)) {
      retryAfter(view, response);
      response.send(Status.NOT_MODIFIED);
    } else {
      send(Status.OK, view, response);
    }
  }

  /** RFC 9110 section 13.1.2: a list of tags, compared weakly. */
  private static boolean isKnown(String etag, List<String> known) {
    return known.stream()
        .flatMap(line -> Pattern.compile(",").splitAsStream(line))
        .map(String::strip)
        .anyMatch(one -> one.equals(etag) || one.equals("W/" + etag) || one.equals("*"));
  }

  private static void send(Status status, Job.View view, Response response) {
    retryAfter(view, response);
    response
        .type(MediaType.JSON)
        .field("Cache-Control", "no-store")
        .send(status, (view.json() + "\n").getBytes(UTF_8));
  }

  private static void retryAfter(Job.View view, Response response) {
    if (!view.state().isOver()) {
      response.field("Retry-After", "1");
    }
  }
}
