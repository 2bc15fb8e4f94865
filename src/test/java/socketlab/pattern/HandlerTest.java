// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.pattern.TestClient.get;
import static socketlab.pattern.TestServer.SOON;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** Handlers that fail, and handlers that answer when they have long returned. */
@EveryPattern
class HandlerTest extends WithClient {
  private final BlockingQueue<Response> postponed = new LinkedBlockingQueue<>();

  /** What those that answer later were told. */
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @Override
  TestServer.Setup setup() {
    return TestServer.of(variant).handler(this::handle);
  }

  private void handle(Request request, Response response) throws Exception {
    switch (request.path()) {
      case "/throw" -> throw new IOException("on purpose");
      case "/error" -> throw new StackOverflowError("on purpose");
      case "/silent" -> {}
      case "/later" -> postponed.add(response.later(new Listening()));
      default -> answer(response, request.path());
    }
  }

  /** Notes what it is told. */
  private final class Listening implements Pending {
    @Override
    public void peerEnded() {
      heard.add("peerEnded");
    }

    @Override
    public void closed() {
      heard.add("closed");
    }
  }

  private static void answer(Response response, String text) {
    response.type(MediaType.TEXT).send(Status.OK, text.getBytes(US_ASCII));
  }

  @Test
  void oneThatThrowsIs500AndTheConnectionGoesOn() throws IOException {
    for (String path : List.of("/throw", "/error", "/silent")) {
      assertEquals(500, client.ask(path).status());
      assertEquals("/next", client.ask("/next").body());
    }
    assertEquals(3, server.failures().size());
    server.failures().clear();
  }

  @Test
  void oneThatThrowsTakesNoNeighbourInAPipelineWithIt() throws IOException {
    client.send(get("/a") + get("/throw") + get("/b"));
    assertEquals("/a", client.read().body());
    assertEquals(500, client.read().status());
    assertEquals("/b", client.read().body());
    server.failures().clear();
  }

  @Test
  void anAnswerOfAnotherThreadArrives() throws Exception {
    client.send(get("/later"));
    answer(take(), "late");
    assertEquals("late", client.read().body());
    assertEquals("/next", client.ask("/next").body());
  }

  /** Whoever is ready sooner waits for it. */
  @Test
  void aLateAnswerKeepsItsPlace() throws Exception {
    client.send(get("/a") + get("/later"));
    assertEquals("/a", client.read().body());
    Response late = take();
    client.send(get("/b"));
    answer(late, "late");
    assertEquals("late", client.read().body());
    assertEquals("/b", client.read().body());
  }

  /** A loop has the next requests of a connection worked on while an answer of it is owed. */
  @Test
  void severalLateAnswersLeaveInTheOrderOfTheirRequests() throws Exception {
    client.send(get("/later") + get("/b"));
    Response late = take();
    server.connect().ask("/elsewhere");
    answer(late, "late");
    assertEquals("late", client.read().body());
    assertEquals("/b", client.read().body());
  }

  @Test
  void anAnswerForAPeerThatIsGoneHurtsNobody() throws Exception {
    client.send(get("/later"));
    Response late = take();
    client.reset();
    TestClient other = server.connect();
    other.ask("/meanwhile");
    answer(late, "too late");
    assertEquals("/next", other.ask("/next").body());
    other.close();
    eventually().until(() -> server.total().open() == 0);
  }

  @Test
  void anAnswerThatIsOwedHearsThatThePeerHasEndedAndStillArrives() throws Exception {
    client.send(get("/later")).halfClose();
    Response late = take();
    eventually().until(() -> heard.equals(List.of("peerEnded")));
    answer(late, "late");
    assertEquals("late", client.read().body());
    assertEquals("", client.readToEnd());
    assertEquals(List.of("peerEnded"), heard);
  }

  /** Requests that came behind it are taken before the end that came behind them. */
  @Test
  void whatWasAskedBeforeTheEndIsAnsweredBehindTheAnswerThatIsOwed() throws Exception {
    client.send(get("/later"));
    Response late = take();
    client.send(get("/b") + get("/c")).halfClose();
    eventually().until(() -> heard.equals(List.of("peerEnded")));
    answer(late, "late");
    assertEquals("late", client.read().body());
    assertEquals("/b", client.read().body());
    assertEquals("/c", client.read().body());
    assertEquals("", client.readToEnd());
  }

  @Test
  void anAnswerThatIsOwedHearsThatThePeerIsGone() throws Exception {
    client.send(get("/later"));
    take();
    client.reset();
    eventually().until(() -> heard.equals(List.of("closed")));
    server.awaitOpen(0);
  }

  private Response take() throws InterruptedException {
    Response response = postponed.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    if (response == null) {
      throw new AssertionError("the handler was not called");
    }
    return response;
  }
}
