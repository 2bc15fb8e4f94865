// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.Wire;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http2.Http2Session;
import socketlab.protocol.http2.client.StreamFailure.Kind;
import socketlab.protocol.http2.client.WiredClient.Told;
import socketlab.protocol.http2.frame.ErrorCode;

/** The client's side against the lab's own server. */
@Timeout(60)
class ClientConnectionTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Throwable> failures = new ArrayList<>();
  private final List<Response> postponed = new ArrayList<>();
  private Wire wire;

  private WiredClient client(ClientLimits limits, HttpHandler handler) {
    HttpConfig config = new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, failures::add);
    wire = new Wire(Http2Session.factory(config));
    return new WiredClient(limits, wire, 7);
  }

  private WiredClient client(HttpHandler handler) {
    return client(ClientLimits.DEFAULT, handler);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void answersComeInTheOrderInWhichTheyAreReady() {
    WiredClient client =
        client(
            (request, response) -> {
              if (request.path().equals("/later")) {
                postponed.add(response.later());
              } else {
                response.send(Status.OK, request.path().getBytes(ISO_8859_1));
              }
            });
    Told later = client.get("/later");
    Told first = client.get("/first");
    Told second = client.get("/second");
    client.turn();
    assertEquals("/first", first.text());
    assertEquals("/second", second.text());
    assertEquals(0, later.completed);
    assertEquals(1, client.connection.underWay());
    postponed.getFirst().send(Status.OK, "done".getBytes(ISO_8859_1));
    client.turn();
    assertEquals("[] 200 done [] 1 null", later.toString());
    assertEquals(0, client.connection.underWay());
    assertTrue(client.connection.hasBegun());
    assertNull(client.connection.failure());
    assertEquals(List.of(), failures);
  }

  /** Both windows of the client are far smaller than the answers. */
  @Test
  void answersAreLargerThanTheWindows() {
    byte[] large = bytes(300_000);
    WiredClient client =
        client(
            new ClientLimits(1_000, 65_535, 64 * 1024),
            (_, response) -> response.send(Status.OK, large));
    List<Told> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(client.get("/"));
    }
    client.turn();
    for (Told told : all) {
      assertArrayEquals(large, told.body.toByteArray());
      assertEquals(1, told.completed);
    }
  }

  /** What is not consumed holds its own stream, and no other. */
  @Test
  void anAnswerThatNobodyTakesHoldsItsStreamAlone() {
    byte[] large = bytes(5_000);
    WiredClient client =
        client(
            new ClientLimits(1_000, 65_535, 64 * 1024),
            (_, response) -> response.send(Status.OK, large));
    Told held = client.get("/held");
    held.takes = false;
    client.turn();
    assertEquals(1_000, held.body.size());
    Told other = client.get("/other");
    client.turn();
    assertEquals(1, other.completed);
    for (int at = 0; at < 5_000; at += 1_000) {
      assertEquals(at + 1_000, held.body.size());
      client.connection.consumed(held.stream, 1_000, client.out);
      client.turn();
    }
    assertEquals(1, held.completed);
    assertArrayEquals(large, held.body.toByteArray());
  }

  /** Bytes that nobody will take any more are not counted against the others for ever. */
  @Test
  void aRequestThatIsCancelledGivesTheConnectionItsWindowBack() {
    byte[] large = bytes(100_000);
    WiredClient client =
        client(
            new ClientLimits(60_000, 65_535, 64 * 1024),
            (_, response) -> response.send(Status.OK, large));
    for (int i = 0; i < 10; i++) {
      Told held = client.get("/held");
      held.takes = false;
      client.turn();
      assertEquals(60_000, held.body.size(), "request " + i);
      client.connection.cancel(held.stream, ErrorCode.CANCEL, client.out);
      client.turn();
    }
    Told last = client.get("/last");
    client.turn();
    assertEquals(1, last.completed);
  }

  /** The server takes 64 KiB of a body before somebody has taken them. */
  @Test
  void aBodyIsLargerThanTheServersWindow() {
    byte[] large = bytes(400_000);
    WiredClient client =
        client(
            (request, response) ->
                response.send(Status.OK, Arrays.copyOf(request.body(), request.bodyLength())));
    RequestBlock post =
        RequestBlock.of("POST", "http", "lab", "/", List.of(new Field("content-length", "400000")));
    Told told = client.ask(post, false);
    int sent = 0;
    for (int turns = 0; sent < large.length; turns++) {
      int before = told.writable;
      int taken = client.connection.send(told.stream, large, sent, large.length, true, client.out);
      sent += taken;
      client.turn();
      assertTrue(sent == large.length || told.writable == before + 1, "it is told of the window");
      assertTrue(turns < 100);
    }
    client.turn();
    assertArrayEquals(large, told.body.toByteArray());
    assertEquals(1, told.completed);
    assertEquals(0, client.connection.underWay());
  }

  @Test
  void theServersLimitOfStreamsIsKept() {
    WiredClient client = client((_, response) -> postponed.add(response.later()));
    client.turn();
    List<Told> all = new ArrayList<>();
    while (client.connection.room() > 0) {
      all.add(client.get("/"));
    }
    client.turn();
    assertEquals(100, all.size());
    assertEquals(100, postponed.size());
    postponed.get(50).send(Status.NO_CONTENT);
    client.turn();
    assertEquals(1, client.connection.room());
    assertEquals(204, all.get(50).status);
    assertTrue(all.stream().allMatch(told -> told.failure == null));
  }

  @Test
  void anAnswerToHeadSaysALengthAndHasNoBody() {
    WiredClient client =
        client((_, response) -> response.send(Status.OK, "four".getBytes(ISO_8859_1)));
    Told told = client.ask(RequestBlock.of("HEAD", "http", "lab", "/", List.of()), true);
    client.turn();
    assertEquals("[] 200  [] 1 null", told.toString());
  }

  /** In two steps: first it says that it leaves, then what it has heard last. */
  @Test
  void aServerThatStopsAnswersWhatItHasHeard() {
    WiredClient client = client((_, response) -> postponed.add(response.later()));
    Told told = client.get("/");
    client.turn();
    wire.stop();
    client.turn();
    assertEquals(0, client.connection.room());
    assertFalse(client.connection.isOver());
    postponed.getFirst().send(Status.OK);
    client.turn();
    assertEquals(200, told.status);
    assertTrue(client.connection.isOver());
  }

  @Test
  void aClientThatLeavesIsAnsweredAndThenDone() {
    WiredClient client = client((_, response) -> postponed.add(response.later()));
    Told told = client.get("/");
    client.connection.leave(client.out);
    client.turn();
    assertEquals(0, client.connection.room());
    assertFalse(client.connection.isOver());
    postponed.getFirst().send(Status.OK);
    client.turn();
    assertEquals(1, told.completed);
    assertTrue(client.connection.isOver());
  }

  @Test
  void aConnectionThatIsGoneFailsWhatIsUnderWay() {
    WiredClient client = client((_, response) -> postponed.add(response.later()));
    Told told = client.get("/");
    client.turn();
    client.connection.ended("the connection was reset");
    assertEquals(new StreamFailure(Kind.CONNECTION, "the connection was reset"), told.failure);
    assertEquals(0, client.connection.room());
    assertTrue(client.connection.isOver());
  }

  /** Each request is begun by the answer to the one before, in the call that tells of it. */
  @Test
  void aRequestMayBeBegunWhileAnAnswerIsTold() {
    WiredClient client =
        client((request, response) -> response.send(Status.OK, new byte[request.bodyLength()]));
    int[] count = {0};
    ResponseTarget chain =
        new ResponseTarget() {
          @Override
          public void complete() {
            if (++count[0] < 1_000) {
              client.connection.open(RequestBlock.get("http", "lab", "/"), true, this, client.out);
            }
          }

          @Override
          public void failed(StreamFailure why) {
            throw new AssertionError(why);
          }
        };
    client.connection.open(RequestBlock.get("http", "lab", "/"), true, chain, client.out);
    client.turn();
    assertEquals(1_000, count[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void aRequestAllocatesNothing(int atOnce) {
    HttpConfig config =
        new HttpConfig(
            (_, response) -> response.send(Status.OK, new byte[0]),
            HttpLimits.DEFAULT,
            HttpDate.NONE,
            failures::add);
    ClientConnection connection = new ClientConnection(ClientLimits.DEFAULT);
    Output out = new Output(1024);
    connection.begin(out);
    Wire server = new Wire(Http2Session.factory(config));
    RequestBlock request = RequestBlock.get("http", "lab", "/");
    int[] completed = {0};
    ResponseTarget target =
        new ResponseTarget() {
          @Override
          public void complete() {
            completed[0]++;
          }

          @Override
          public void failed(StreamFailure why) {
            throw new AssertionError(why);
          }
        };
    // The answers are made before, and have the same streams' numbers.
    int rounds = 2_000;
    byte[][] answers = new byte[rounds][];
    for (int i = 0; i < rounds; i++) {
      for (int j = 0; j < atOnce; j++) {
        connection.open(request, true, target, out);
      }
      server.feed(WiredClient.taken(out));
      answers[i] = server.takeReceived();
      connection.receive(answers[i], 0, answers[i].length, out);
    }
    assertEquals(rounds * atOnce, completed[0]);
    long least = Long.MAX_VALUE;
    for (int tries = 0; tries < 50 && least >= 8L * rounds * atOnce; tries++) {
      ClientConnection again = new ClientConnection(ClientLimits.DEFAULT);
      again.begin(out);
      out.clear();
      long before = 0;
      for (int i = 0; i < rounds; i++) {
        if (i == rounds / 2) {
          before = THREADS.getCurrentThreadAllocatedBytes();
        }
        for (int j = 0; j < atOnce; j++) {
          again.open(request, true, target, out);
        }
        again.receive(answers[i], 0, answers[i].length, out);
        out.clear();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < 8L * rounds / 2 * atOnce, least + " bytes for " + rounds / 2 * atOnce);
    assertEquals(Session.State.OPEN, server.state());
  }
}
