// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** What a worker wrote an answer by serves the next request, if no one can miss or mistake it. */
@Timeout(20)
class ExchangeReuseTest {
  private final List<Request> requests = new ArrayList<>();
  private final List<Response> responses = new ArrayList<>();

  @Test
  void aSmallAnswerLeavesItForTheNext() {
    twice((request, response) -> response.send(Status.OK, new byte[100]));
    assertSame(responses.get(0), responses.get(1));
  }

  @Test
  void aLargeAnswerDoesNotForThePeerMayBeIdleLong() {
    twice((request, response) -> response.send(Status.OK, new byte[100_000]));
    assertNotSame(responses.get(0), responses.get(1));
  }

  @Test
  void aPostponedAnswerDoesNotForAnotherThreadMayHoldIt() {
    twice((request, response) -> response.later().send(Status.OK, new byte[100]));
    assertNotSame(responses.get(0), responses.get(1));
  }

  @Test
  void theBodyOfTheRequestIsNotKept() {
    wire(Http::serve).feed(Http.post("/echo", "x".repeat(1000)));
    assertEquals(0, requests.getFirst().bodyLength());
  }

  private void twice(HttpHandler handler) {
    Wire wire = wire(handler).feed(Http.get("/")).feed(Http.get("/"));
    assertEquals(List.of(200, 200), Answers.statuses(wire.received()));
  }

  private Wire wire(HttpHandler handler) {
    HttpHandler seen =
        (request, response) -> {
          requests.add(request);
          responses.add(response);
          handler.handle(request, response);
        };
    return Http.wire(seen, Workers.AT_ONCE);
  }
}
