// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.Session.State;

/**
 * What a handler may rely on, whatever version of HTTP carries it. A version joins by a subclass of
 * one line that names its carrier.
 */
@Timeout(20)
public abstract class HttpContract {
  /** Who runs the handler. */
  enum Where {
    IN_PLACE,
    BY_WORKERS;

    Handlers handlers() {
      return this == IN_PLACE ? Handlers.IN_PLACE : ManualWorkers.AT_ONCE;
    }
  }

  private final HttpCarrier.Opener opener;
  private final List<Throwable> failures = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private final List<Response> postponed = new ArrayList<>();
  private HttpLimits limits = HttpLimits.DEFAULT;

  protected HttpContract(HttpCarrier.Opener opener) {
    this.opener = opener;
  }

  private HttpCarrier open(HttpHandler handler, Where where) {
    return opener.open(
        new HttpConfig(handler, limits, HttpDate.NONE, failures::add), where.handlers());
  }

  private HttpCarrier open(HttpHandler handler) {
    return open(handler, Where.IN_PLACE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String body(Request request) {
    return new String(request.body(), request.bodyOffset(), request.bodyLength(), ISO_8859_1);
  }

  // What a handler sees.

  @ParameterizedTest
  @EnumSource
  void theRequest(Where where) {
    HttpCarrier carrier =
        open(
            (request, response) -> {
              seen.add(request.method() + " " + request.methodName());
              seen.add(request.path() + " " + request.isPath(bytes("/a/b")));
              seen.add(request.query() + " " + request.query("c") + " " + request.query("no"));
              seen.add(request.authority());
              seen.add(request.field("x-one") + " " + request.fields("x-one"));
              seen.add(request.field("no") + " " + request.fields("no"));
              seen.add(request.lists("x-list", "gzip") + " " + request.lists("x-list", "br"));
              seen.add(request.contentLength() + " " + request.isStreamed());
              response.send(Status.OK);
            },
            where);
    carrier.ask(
        "PROPFIND",
        "/a/b?c=d&e",
        new Field("X-One", "1"),
        new Field("x-list", "a, GZIP"),
        new Field("X-One", "2"));
    assertEquals(
        List.of(
            "OTHER PROPFIND",
            "/a/b true",
            "c=d&e d null",
            "lab",
            "1 [1, 2]",
            "null []",
            "true false",
            "0 false"),
        seen);
  }

  @ParameterizedTest
  @EnumSource
  void aBodyIsWholeUnlessTheHandlerStreamsIt(Where where) {
    HttpCarrier carrier =
        open(
            (request, response) -> {
              seen.add(request.contentLength() + " " + body(request) + " " + request.trailers());
              response.send(Status.OK);
            },
            where);
    carrier.begin("POST", "/", 10).send("hello").send("world").end();
    carrier.begin("POST", "/", -1).send("hello").send("!").end(new Field("x", "y"));
    assertEquals(List.of("10 helloworld []", "-1 hello! [x: y]"), seen);
  }

  @ParameterizedTest
  @CsvSource({"IN_PLACE, 10", "IN_PLACE, -1", "BY_WORKERS, 10", "BY_WORKERS, -1"})
  void aStreamedBodyComesWhileItIsSent(Where where, long length) {
    Up up = new Up();
    HttpCarrier.Call call = open(up, where).begin("POST", "/", length);
    call.send("hello");
    assertEquals("hello", up.text.toString());
    call.send("world").end();
    assertEquals("helloworld", up.text.toString());
    assertEquals("[]", up.end);
    assertEquals("helloworld", call.reply().body());
  }

  @Test
  void theTrailersOfAStreamedBody() {
    Up up = new Up();
    open(up).begin("POST", "/", -1).send("hello").end(new Field("digest", "a=b"));
    assertEquals("[digest: a=b]", up.end);
  }

  @Test
  void aConsumerThatIsFullIsOfferedTheRestLater() {
    Up up = new Up();
    up.room = 3;
    HttpCarrier carrier = open(up);
    HttpCarrier.Call call = carrier.begin("POST", "/", 10).send("hello");
    assertEquals("hel", up.text.toString());
    up.room = 100;
    up.waker.run();
    carrier.turn();
    assertEquals("hello", up.text.toString());
    call.send("world").end();
    assertEquals("helloworld", call.reply().body());
  }

  /** Who makes the answer of what the body brings is asked again when some has come. */
  @ParameterizedTest
  @EnumSource
  void anAnswerThatIsMadeOfTheBody(Where where) {
    HttpCarrier.Call call = open(new Back(), where).begin("POST", "/", -1);
    String piece = "0123456789".repeat(1_000);
    for (int i = 0; i < 30; i++) {
      call.send(piece);
      assertEquals((i + 1) * piece.length(), call.reply().body().length());
    }
    call.end();
    assertTrue(call.reply().ended());
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatIsTooLongIsRefused(Where where) {
    limits = new HttpLimits(1024, 10, 8);
    Up up = new Up();
    HttpCarrier.Call told = open(up, where).begin("POST", "/", 11);
    assertEquals(413, told.reply().status());
    HttpCarrier.Call untold = open(up, where).begin("POST", "/", -1);
    untold.send("helloworld").send("!");
    assertEquals(413, untold.reply().status());
    assertEquals("closed", up.end);
  }

  @Test
  void aBodyThatIsCutOffIsTold() {
    Up up = new Up();
    HttpCarrier carrier = open(up);
    carrier.begin("POST", "/", 10).send("hello");
    carrier.close();
    assertEquals("closed", up.end);
  }

  // What it says.

  @ParameterizedTest
  @EnumSource
  void anAnswer(Where where) {
    HttpCarrier carrier =
        open(
            (request, response) ->
                response
                    .type(MediaType.JSON)
                    .field("Set-Cookie", "a=1")
                    .field("Set-Cookie", "b=2")
                    .send(Status.CREATED, bytes("xhellox"), 1, 5),
            where);
    HttpCarrier.Reply reply = carrier.ask("GET", "/").reply();
    assertEquals(201, reply.status());
    assertEquals("hello", reply.body());
    assertEquals(List.of("application/json"), reply.values("content-type"));
    assertEquals(List.of("a=1", "b=2"), reply.values("set-cookie"));
    assertTrue(reply.ended());
  }

  @Test
  void headHasTheFieldsAndNoBody() {
    HttpCarrier carrier =
        open((request, response) -> response.field("X", "y").send(Status.OK, bytes("hello")));
    HttpCarrier.Reply reply = carrier.ask("HEAD", "/").reply();
    assertEquals(List.of("y"), reply.values("x"));
    assertEquals("", reply.body());
    assertTrue(reply.ended());
    assertEquals("hello", carrier.ask("GET", "/").reply().body());
  }

  @ParameterizedTest
  @CsvSource({"200", "204", "304", "404", "460", "503", "599"})
  void anyStatus(int code) {
    HttpCarrier carrier = open((request, response) -> response.send(Status.of(code)));
    assertEquals(code, carrier.ask("GET", "/").reply().status());
    assertEquals(code, carrier.ask("GET", "/").reply().status());
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatStreams(Where where) {
    Down down = new Down();
    HttpCarrier carrier = open(down, where);
    HttpCarrier.Call call = carrier.ask("GET", "/");
    assertEquals(200, call.reply().status());
    assertFalse(call.reply().ended());
    down.say("one");
    carrier.turn();
    assertEquals("one", call.reply().body());
    down.trailers = List.of(new Field("grpc-status", "0"));
    down.say("two");
    down.end();
    carrier.turn();
    assertEquals("onetwo", call.reply().body());
    assertEquals(down.trailers, call.reply().trailers());
    assertTrue(call.reply().ended());
  }

  @Test
  void aLongOneComesInPieces() {
    Down down = new Down();
    HttpCarrier carrier = open(down);
    HttpCarrier.Call call = carrier.ask("GET", "/");
    String text = "0123456789".repeat(30_000);
    down.say(text);
    down.end();
    carrier.turn();
    assertEquals(text, call.reply().body());
  }

  @Test
  void anAnswerThatStreamsHearsOfTheStop() {
    Down down = new Down();
    HttpCarrier carrier = open(down);
    HttpCarrier.Call call = carrier.ask("GET", "/");
    carrier.stop();
    assertEquals(List.of("stopping"), down.heard);
    down.end();
    carrier.turn();
    assertTrue(call.reply().ended());
  }

  @Test
  void andOfTheEndOfThePeerAndOfTheConnection() {
    Down down = new Down();
    HttpCarrier carrier = open(down);
    carrier.ask("GET", "/");
    carrier.end();
    carrier.close();
    assertEquals(List.of("peerEnded", "closed"), down.heard);
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatComesLater(Where where) {
    HttpCarrier carrier =
        open((request, response) -> postponed.add(response.type(MediaType.TEXT).later()), where);
    HttpCarrier.Call first = carrier.ask("GET", "/");
    HttpCarrier.Call second = carrier.ask("GET", "/");
    assertEquals(0, first.reply().status());
    postponed.get(1).send(Status.OK, bytes("second"));
    postponed.get(0).send(Status.OK, bytes("first"));
    carrier.turn();
    assertEquals("first", first.reply().body());
    assertEquals("second", second.reply().body());
    assertEquals(List.of("text/plain"), first.reply().values("content-type"));
  }

  @Test
  void whatComesBeforeTheAnswer() {
    HttpCarrier carrier =
        open(
            (request, response) -> {
              response.inform(Status.EARLY_HINTS, new Field("Link", "</a>"));
              response.send(Status.OK);
            });
    HttpCarrier.Reply reply = carrier.ask("GET", "/").reply();
    assertEquals(List.of(103), reply.interims());
    assertEquals(200, reply.status());
  }

  @ParameterizedTest
  @EnumSource
  void aHandlerThatFailsHarmsNobody(Where where) {
    HttpCarrier carrier =
        open(
            (request, response) -> {
              if (request.isPath(bytes("/fail"))) {
                throw new IllegalArgumentException("fails");
              }
              response.send(Status.OK);
            },
            where);
    assertEquals(500, carrier.ask("GET", "/fail").reply().status());
    assertEquals(200, carrier.ask("GET", "/").reply().status());
    assertEquals("fails", failures.getFirst().getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void itGoesOnInAnotherProtocol(Where where) {
    HttpCarrier carrier =
        open(
            (request, response) -> {
              seen.add("offers " + request.offers("shout") + " " + request.offers("other"));
              response.switchTo("shout", peer -> new Shout());
            },
            where);
    HttpCarrier.Call call = carrier.offer("/", "shout");
    assertEquals(List.of("offers true false"), seen);
    assertEquals("HELLO", call.send("hello").reply().body());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotOfferedIsNotGoneOnIn(Where where) {
    HttpCarrier carrier =
        open((request, response) -> response.switchTo("shout", peer -> new Shout()), where);
    assertEquals(500, carrier.ask("GET", "/").reply().status());
    assertEquals("the peer does not offer to go on in shout", failures.getFirst().getMessage());
  }

  /** Takes a body, and answers with it. */
  private static final class Up implements HttpHandler, BodyConsumer {
    private final StringBuilder text = new StringBuilder();
    private int room = Integer.MAX_VALUE;
    private String end;
    private Response answer;
    private Runnable waker;

    @Override
    public boolean streamsBody(Request head) {
      return true;
    }

    @Override
    public void handle(Request request, Response response) {
      request.receive(this);
      waker = request.waker();
      answer = response.later();
    }

    @Override
    public int receive(byte[] bytes, int from, int to) {
      int count = Math.min(room, to - from);
      room -= count;
      text.append(new String(bytes, from, count, ISO_8859_1));
      return count;
    }

    @Override
    public void ended(List<Field> trailers) {
      end = trailers.toString();
      answer.send(Status.OK, bytes(text.toString()));
    }

    @Override
    public void closed() {
      end = "closed";
    }
  }

  /** Gives back what comes, of which it keeps little, and wakes nobody. */
  private static final class Back implements HttpHandler, BodyConsumer, BodyProducer {
    private final StringBuilder text = new StringBuilder();
    private boolean ended;

    @Override
    public boolean streamsBody(Request head) {
      return true;
    }

    @Override
    public void handle(Request request, Response response) {
      request.receive(this);
      response.stream(Status.OK, this);
    }

    @Override
    public int receive(byte[] bytes, int from, int to) {
      int count = Math.min(to - from, 4_000 - text.length());
      text.append(new String(bytes, from, count, ISO_8859_1));
      return count;
    }

    @Override
    public void ended(List<Field> trailers) {
      ended = true;
    }

    @Override
    public Next produce(Output out, int most) {
      int count = Math.min(most, text.length());
      out.put(bytes(text.substring(0, count)));
      text.delete(0, count);
      return !text.isEmpty() ? Next.MORE : ended ? Next.END : Next.LATER;
    }

    @Override
    public void closed() {}
  }

  /** Answers with what it is told to say, when it is. */
  private static final class Down implements HttpHandler, BodyProducer {
    private final StringBuilder rest = new StringBuilder();
    private final List<String> heard = new ArrayList<>();
    private List<Field> trailers = List.of();
    private boolean ended;
    private Runnable waker;

    @Override
    public void handle(Request request, Response response) {
      waker = response.waker();
      response.stream(Status.OK, this);
    }

    void say(String text) {
      rest.append(text);
      waker.run();
    }

    void end() {
      ended = true;
      waker.run();
    }

    @Override
    public Next produce(Output out, int most) {
      int count = Math.min(most, rest.length());
      out.put(bytes(rest.substring(0, count)));
      rest.delete(0, count);
      return !rest.isEmpty() ? Next.MORE : ended ? Next.END : Next.LATER;
    }

    @Override
    public List<Field> trailers() {
      return trailers;
    }

    @Override
    public void stopping() {
      heard.add("stopping");
    }

    @Override
    public void peerEnded() {
      heard.add("peerEnded");
    }

    @Override
    public void closed() {
      heard.add("closed");
    }
  }

  /** What is said, in capitals. */
  private static final class Shout implements Session {
    private boolean over;

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      for (int i = from; i < to; i++) {
        out.put((byte) Character.toUpperCase(bytes[i]));
      }
      return to - from;
    }

    @Override
    public void endOfInput(Output out) {
      over = true;
    }

    @Override
    public State state() {
      return over ? State.OVER : State.OPEN;
    }
  }
}
