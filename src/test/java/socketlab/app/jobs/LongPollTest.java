// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.app.route.Origins;
import socketlab.app.route.Route;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Wire;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;

/** A poll whose end is known before its handler has run: a worker came late. */
@Timeout(60)
class LongPollTest {
  private final Jobs jobs = new Jobs(new JobLimits(1, 2, 3));
  private final List<Throwable> failures = new ArrayList<>();
  private final ManualWorkers workers = new ManualWorkers();

  @AfterEach
  void close() {
    jobs.close();
  }

  private void answersAfter(Consumer<Wire> event) {
    Job job = jobs.submit(60_000, 0).orElseThrow();
    Route polls = new JobEndpoints(jobs, Origins.OWN).routes().getLast();
    // Unlike in the lab, by a worker.
    HttpConfig config =
        new HttpConfig(
            (request, response) -> polls.handler().handle(request, response),
            HttpLimits.DEFAULT,
            HttpDate.NONE,
            failures::add);
    Wire wire = new Wire(Http1Session.factory(config), workers);
    wire.feed("GET /jobs/" + job.view().id() + "?wait=60 HTTP/1.1\r\nHost: lab\r\n\r\n");
    event.accept(wire);
    workers.run(0);
    wire.turn();
    assertEquals(List.of(), failures);
    assertTrue(wire.received().startsWith("HTTP/1.1 200 OK\r\n"), wire.received());
    assertEquals(0, jobs.watchers());
  }

  @Test
  void theServerStops() {
    answersAfter(Wire::stop);
  }

  @Test
  void thePeerHasEnded() {
    answersAfter(Wire::end);
  }
}
