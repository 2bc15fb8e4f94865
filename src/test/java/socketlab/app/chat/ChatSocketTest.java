// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.app.topics.hub.SlowPolicy;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.websocket.ClientFrames;
import socketlab.protocol.websocket.CloseCode;
import socketlab.protocol.websocket.PreparedMessage;
import socketlab.protocol.websocket.ServerFrames;
import socketlab.protocol.websocket.WebSocket;
import socketlab.protocol.websocket.WebSocketConfig;
import socketlab.protocol.websocket.WebSocketSession;

/** Members of rooms, without a socket: what they hear, and what becomes of those who do not. */
@Timeout(20)
class ChatSocketTest {
  private static final String LONG = "x".repeat(4000);

  private final List<Throwable> failures = new ArrayList<>();
  private Rooms rooms = new Rooms(new ChatLimits(2, 3, 2, SlowPolicy.DISCONNECT));

  private Wire come(String room, String name) {
    return come(room, name, ChatForm.TEXT);
  }

  private Wire come(String room, String name, ChatForm form) {
    WebSocketConfig config =
        new WebSocketConfig(ChatLimits.MESSAGE_BYTES, TimeUnit.SECONDS.toNanos(10), failures::add);
    Wire wire = new Wire(WebSocketSession.factory(config, new ChatSocket(rooms, room, name, form)));
    // A session that takes over is resumed, as behind 101.
    wire.wake();
    wire.turn();
    return wire;
  }

  private static Wire say(Wire wire, String text) {
    return wire.feed(new ClientFrames().text(text).bytes());
  }

  private static List<String> news(Wire wire) {
    wire.turn();
    return ServerFrames.of(wire.news());
  }

  private void slow(SlowPolicy policy) {
    rooms = new Rooms(new ChatLimits(2, 3, 2, policy));
  }

  @Test
  void allHearWhatIsSaidAndWhoComesAndGoes() {
    Wire ada = come("a", "ada");
    Wire bob = come("a", "bob");
    Wire other = come("b", "ada");
    assertEquals(
        List.of("text * you are ada in a; here are ada", "text * bob has come"), news(ada));
    assertEquals(List.of("text * you are bob in a; here are ada, bob"), news(bob));
    say(ada, "hello");
    assertEquals(List.of("text ada: hello"), news(ada));
    assertEquals(List.of("text ada: hello"), news(bob));
    bob.feed(new ClientFrames().close(1000).bytes());
    bob.close();
    assertEquals(List.of("text * bob has left"), news(ada));
    assertEquals(List.of("text * you are ada in b; here are ada"), news(other));
    assertEquals(List.of(), failures);
  }

  @Test
  void aNewcomerIsToldTheLastMessages() {
    Wire ada = come("a", "ada");
    say(say(say(ada, "one"), "two"), "three");
    ada.close();
    assertEquals(
        List.of("text * you are bob in a; here are bob", "text ada: two", "text ada: three"),
        news(come("a", "bob")));
  }

  @Test
  void asJson() {
    Wire ada = come("a", "ada", ChatForm.JSON);
    Wire bob = come("a", "b\u00f6b", ChatForm.JSON);
    say(ada, "\"\n");
    bob.close();
    assertEquals(
        List.of(
            "text {\"type\":\"welcome\",\"room\":\"a\",\"name\":\"ada\",\"members\":[\"ada\"]}",
            "text {\"type\":\"joined\",\"name\":\"b\u00f6b\"}",
            "text {\"type\":\"message\",\"name\":\"ada\",\"text\":\"\\\"\\n\"}",
            "text {\"type\":\"left\",\"name\":\"b\u00f6b\"}"),
        news(ada));
  }

  /** Who could write a second line could write it in the name of another. */
  @Test
  void aLineIsOfOneMember() {
    Wire ada = come("a", "ada");
    news(ada);
    say(ada, "hello\r\nbob: hello\u2028bob: x\u0085bob: y");
    assertEquals(List.of("text ada: hello  bob: hello bob: x bob: y"), news(ada));
  }

  @Test
  void thereIsRoomForSoMany() {
    List<Wire> members = List.of(come("a", "1"), come("a", "2"), come("a", "3"));
    assertEquals(List.of("close 1013"), news(come("a", "4")), "the room is full");
    assertEquals(List.of("close 1008"), news(come("a", "3")), "the name is taken");
    Wire b = come("b", "1");
    assertEquals(List.of("close 1013"), news(come("c", "1")), "too many rooms");
    b.close();
    assertEquals(List.of("text * you are 1 in c; here are 1"), news(come("c", "1")));
    members.getFirst().close();
    assertEquals("text * you are 4 in a; here are 2, 3, 4", news(come("a", "4")).getFirst());
    // Those who were not let in have not left either.
    assertFalse(news(members.getLast()).contains("text * 1 has left, 4"));
    assertEquals(State.OPEN, members.getLast().state());
  }

  @Test
  void whoIsNotLetInIsNotThere() {
    Wire ada = come("a", "ada");
    Wire again = come("a", "ada");
    again.close();
    say(ada, "still here");
    assertEquals(
        List.of("text * you are ada in a; here are ada", "text ada: still here"), news(ada));
  }

  @Test
  void bytesAreNoText() {
    Wire ada = come("a", "ada");
    Wire bob = come("a", "bob");
    news(ada);
    news(bob);
    bob.feed(new ClientFrames().binary(new byte[3]).bytes());
    assertEquals(List.of("close 1003"), news(bob));
    assertEquals(List.of("text * bob has left"), news(ada));
    assertEquals(List.of(), failures);
  }

  /** Says more than a room keeps for one who reads nothing, and more than fits on the way. */
  private void sayMuch(Wire who) {
    for (int i = 0; i < ChatLimits.LAG + 30; i++) {
      say(who, LONG);
    }
  }

  @Test
  void whoIsTooSlowIsEnded() {
    Wire slow = come("a", "slow");
    Wire ada = come("a", "ada");
    news(slow.stopReading());
    for (int i = 0; i < ChatLimits.LAG; i++) {
      say(ada, LONG);
    }
    // It writes until the peer takes no more; only from then on is it slow by its own fault.
    slow.turn();
    sayMuch(ada);
    slow.turn();
    assertTrue(slow.mostHeld() < 80_000, slow.mostHeld() + " bytes");
    assertTrue(news(ada).contains("text * slow has left"));
    List<String> heard = ServerFrames.of(slow.startReading().news());
    assertEquals("close 1013", heard.getLast());
  }

  /** The name is free as soon as it is ended, and is not freed again when its connection goes. */
  @Test
  void theNameOfOneThatWasEndedIsItsSuccessors() {
    Wire slow = come("a", "slow");
    Wire ada = come("a", "ada");
    news(slow.stopReading());
    for (int i = 0; i < ChatLimits.LAG; i++) {
      say(ada, LONG);
    }
    slow.turn();
    sayMuch(ada);
    slow.turn();
    assertTrue(news(ada).contains("text * slow has left"));
    Wire next = come("a", "slow");
    news(next);
    news(ada);
    slow.close();
    say(ada, "hello");
    assertEquals(List.of("text ada: hello"), news(ada));
    assertEquals(List.of("text ada: hello"), news(next));
  }

  /** A connection whose loop is busy, so that nobody has told it yet what was said. */
  private static final class BusySocket implements WebSocket {
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Integer> closed = new ArrayList<>();
    private boolean full;

    @Override
    public void text(byte[] utf8, int from, int length) {
      // It is there to be full.
    }

    @Override
    public void binary(byte[] bytes, int from, int length) {
      throw new AssertionError("a chat is of text");
    }

    @Override
    public void send(PreparedMessage message) {
      // Likewise.
    }

    @Override
    public void close(int code, String reason) {
      closed.add(code);
    }

    @Override
    public boolean isFull() {
      return full;
    }

    @Override
    public Runnable waker() {
      return () -> {};
    }

    @Override
    public Executor owner() {
      return tasks::add;
    }
  }

  @Test
  void whoFindsItselfTooSlowEndsBeforeAnybodyTellsIt() {
    Wire ada = come("a", "ada");
    BusySocket busy = new BusySocket();
    ChatSocket slow = new ChatSocket(rooms, "a", "slow", ChatForm.TEXT);
    slow.opened(busy);
    busy.full = true;
    slow.resumed(busy);
    sayMuch(ada);
    busy.full = false;
    slow.resumed(busy);
    assertEquals(List.of(CloseCode.TRY_AGAIN_LATER), busy.closed);
    assertEquals("text * slow has left", news(ada).getLast());
  }

  @Test
  void whoIsTooSlowIsSkippedForwardAndTold() {
    slow(SlowPolicy.DROP);
    Wire slow = come("a", "slow");
    Wire ada = come("a", "ada");
    news(slow.stopReading());
    sayMuch(ada);
    slow.startReading();
    say(ada, "new");
    List<String> heard = news(slow);
    assertEquals("text ada: new", heard.getLast());
    String told =
        heard.stream().filter(line -> line.contains("too slow")).reduce((a, b) -> a).orElseThrow();
    int missed = Integer.parseInt(told.replaceAll("\\D+(\\d+) lines; here are slow, ada", "$1"));
    long said = heard.stream().filter(line -> line.startsWith("text ada:")).count();
    assertEquals(ChatLimits.LAG + 30 + 1, said + missed, "heard, or told as missed");
    assertEquals(State.OPEN, slow.state());
  }

  @Test
  void whoIsSlowIsWaitedFor() {
    slow(SlowPolicy.WAIT);
    Wire slow = come("a", "slow");
    Wire ada = come("a", "ada");
    news(slow.stopReading());
    sayMuch(ada);
    List<String> heard = news(ada);
    String heldBack = "text * not said: a member is too far behind; say it again";
    assertEquals(heldBack, heard.getLast());
    long said = heard.stream().filter(line -> line.startsWith("text ada:")).count();
    slow.startReading();
    say(ada, "new");
    assertEquals(List.of("text ada: new"), news(ada));
    List<String> all = news(slow);
    assertEquals(said + 1, all.stream().filter(line -> line.startsWith("text ada:")).count());
  }
}
