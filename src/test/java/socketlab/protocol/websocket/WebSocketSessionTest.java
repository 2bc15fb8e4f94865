// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Output;
import socketlab.protocol.Session;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.echo.EchoSession;

/** Messages, control frames, the closing handshake, and peers that break the rules. */
@Timeout(20)
class WebSocketSessionTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST = 1000;
  private static final int NOT_LAST = 0;

  private final List<Throwable> failures = new ArrayList<>();
  private final List<Integer> closed = new ArrayList<>();
  private final ManualWorkers workers = new ManualWorkers();

  /** Echoes; does what some words say. */
  private final class Echo implements WebSocketHandler {
    @Override
    public void message(WebSocket socket, boolean text, byte[] bytes, int from, int length) {
      String message = new String(bytes, from, length, UTF_8);
      switch (message) {
        case "fail" -> throw new IllegalStateException("as it was told");
        case "close" -> socket.close(CloseCode.NORMAL, "as it was told");
        default -> {
          if (text) {
            socket.text(message);
          } else {
            socket.binary(bytes, from, length);
          }
        }
      }
    }

    @Override
    public void closed(int code) {
      closed.add(code);
    }
  }

  private Wire wire(Handlers handlers) {
    WebSocketConfig config = new WebSocketConfig(MOST, 10 * SECOND, failures::add);
    return new Wire(WebSocketSession.factory(config, new Echo()), handlers);
  }

  private Wire wire() {
    return wire(Handlers.IN_PLACE);
  }

  private static List<String> frames(Wire wire) {
    return ServerFrames.of(wire.received());
  }

  @Test
  void messagesOfEachLengthComeBack() {
    ClientFrames sent = new ClientFrames();
    List<String> expected = new ArrayList<>();
    for (int length : new int[] {0, 1, 7, 8, 9, 125, 126, 127, 999, 1000}) {
      sent.text("é".repeat(length / 2)).binary(new byte[length]);
      expected.add("text " + "é".repeat(length / 2));
      expected.add("binary " + length);
    }
    assertEquals(expected, frames(wire().feed(sent.bytes())));
    assertEquals(expected, frames(wire().feedByteByByte(sent.bytes())));
  }

  @Test
  void fragmentsAreOneMessageAndControlFramesComeBetween() {
    byte[] sent =
        new ClientFrames()
            .frame(Frames.TEXT, "one ".getBytes(UTF_8))
            .frame(0x80 | Frames.PING, new byte[3])
            .frame(Frames.CONTINUATION, new byte[0])
            .frame(0x80 | Frames.PONG, new byte[5])
            .frame(0x80 | Frames.CONTINUATION, "message".getBytes(UTF_8))
            .bytes();
    assertEquals(List.of("pong 3", "text one message"), frames(wire().feed(sent)));
    assertEquals(List.of("pong 3", "text one message"), frames(wire().feedByteByByte(sent)));
  }

  @Test
  void aCharacterMayBeCutByAFragment() {
    byte[] snowman = "☃".getBytes(UTF_8);
    byte[] sent =
        new ClientFrames()
            .frame(Frames.TEXT, new byte[] {snowman[0]})
            .frame(0x80 | Frames.CONTINUATION, new byte[] {snowman[1], snowman[2]})
            .bytes();
    assertEquals(List.of("text ☃"), frames(wire().feed(sent)));
  }

  private void assertFails(int code, ClientFrames sent) {
    for (byte[] bytes : List.of(sent.bytes(), new ClientFrames().text("x").bytes())) {
      Wire wire = wire().feed(sent.bytes());
      assertEquals(List.of("close " + code), frames(wire));
      assertEquals(State.TURNED_AWAY, wire.state());
      assertEquals(List.of("close " + code), frames(wire.feed(bytes)), "nothing is taken then");
    }
    assertEquals(List.of("close " + code), frames(wire().feedByteByByte(sent.bytes())));
  }

  @Test
  void brokenRulesFailTheConnection() {
    int protocol = CloseCode.PROTOCOL_ERROR;
    byte[] one = {'x'};
    assertFails(protocol, new ClientFrames().frame(0xc0 | Frames.TEXT, one)); // RSV1
    assertFails(protocol, new ClientFrames().frame(0x80 | 0x3, one)); // reserved opcode
    assertFails(protocol, new ClientFrames().frame(0x80 | 0xb, one));
    assertFails(protocol, new ClientFrames().raw(0x81, 0x01, 'x')); // not masked
    assertFails(protocol, new ClientFrames().frame(Frames.PING, one)); // fragmented
    assertFails(protocol, new ClientFrames().frame(0x80 | Frames.PING, new byte[126]));
    assertFails(protocol, new ClientFrames().frame(0x80, one)); // nothing to go on with
    assertFails(protocol, new ClientFrames().frame(NOT_LAST | Frames.TEXT, one).text("y"));
    assertFails(protocol, new ClientFrames().raw(0x81, 0xfe, 0, 125)); // longer than needed
    assertFails(protocol, new ClientFrames().raw(0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff));
    assertFails(protocol, new ClientFrames().raw(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0));
    assertFails(protocol, new ClientFrames().frame(0x80 | Frames.CLOSE, one));
  }

  @Test
  void aMessageThatIsTooLongIsRefusedByItsHead() {
    assertFails(CloseCode.TOO_BIG, new ClientFrames().raw(0x82, 0xfe, 0x03, 0xe9, 1, 2, 3, 4));
    assertFails(
        CloseCode.TOO_BIG,
        new ClientFrames()
            .frame(Frames.BINARY, new byte[600])
            .frame(0x80 | Frames.CONTINUATION, new byte[401]));
  }

  /** RFC 3629: no surrogate, nothing longer than needed, nothing above U+10FFFF, none cut off. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "c1bf",
        "c3",
        "e09f80",
        "eda080",
        "f08fbfbf",
        "f4908080",
        "f5808080",
        "ff",
        "e282",
        "61c341",
        "f09f92"
      })
  void textThatIsNotUtf8FailsTheConnection(String hex) {
    byte[] text = java.util.HexFormat.of().parseHex(hex);
    assertFails(CloseCode.INVALID_DATA, new ClientFrames().frame(0x80 | Frames.TEXT, text));
  }

  @Test
  void textIsRefusedBeforeItIsWhole() {
    Wire wire =
        wire().feed(new ClientFrames().frame(Frames.TEXT, new byte[] {(byte) 0xff}).bytes());
    assertEquals(List.of("close 1007"), frames(wire));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1000, 1003, 1007, 1014, 3000, 4999})
  void aCloseIsAnsweredByItsCode(int code) {
    Wire wire = wire().feed(new ClientFrames().text("a").close(code).text("b").bytes());
    assertEquals(List.of("text a", code < 0 ? "close" : "close " + code), frames(wire));
    assertEquals(State.OVER, wire.state());
    wire.close();
    assertEquals(List.of(code < 0 ? CloseCode.NONE : code), closed);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
  void aCodeThatNoneMaySendIsAFault(int code) {
    assertFails(CloseCode.PROTOCOL_ERROR, new ClientFrames().close(code));
  }

  @Test
  void theHandlerClosesAndThePeersAnswerEndsIt() {
    Wire wire = wire().feed(new ClientFrames().text("close").text("unheard").bytes());
    assertEquals(List.of("close 1000"), frames(wire));
    assertEquals(State.OPEN, wire.state());
    wire.feed(new ClientFrames().close(1000).bytes());
    assertEquals(List.of("close 1000"), frames(wire));
    assertEquals(State.OVER, wire.state());
  }

  @Test
  void aCloseThatIsNotAnsweredHasItsTime() {
    Wire wire = wire().feed(new ClientFrames().text("close").bytes());
    wire.pass(3 * SECOND);
    assertEquals(State.TURNED_AWAY, wire.state());
  }

  @Test
  void aHandlerThatFailsClosesItsConnection() {
    Wire wire = wire().feed(new ClientFrames().text("fail").text("more").bytes());
    assertEquals(List.of("close 1011"), frames(wire));
    assertEquals(1, failures.size());
  }

  @Test
  void aSilentPeerIsAskedAndThenGivenUp() {
    Wire wire = wire();
    wire.pass(6 * SECOND);
    assertEquals(List.of("ping 0"), frames(wire));
    wire.feed(new ClientFrames().frame(0x80 | Frames.PONG, new byte[0]).bytes());
    wire.pass(6 * SECOND);
    assertEquals(List.of("ping 0", "ping 0"), frames(wire));
    wire.pass(6 * SECOND);
    assertEquals(List.of("ping 0", "ping 0", "close 1008"), frames(wire));
    assertEquals(State.TURNED_AWAY, wire.state());
  }

  @Test
  void aServerThatStopsSaysSo() {
    Wire wire = wire().feed(new ClientFrames().text("a").bytes());
    wire.stop();
    assertEquals(List.of("text a", "close 1001"), frames(wire));
    wire.feed(new ClientFrames().close(1001).bytes());
    assertEquals(State.OVER, wire.state());
  }

  @Test
  void withWorkersMessagesKeepTheirOrder() {
    Wire wire = wire(workers).feed(new ClientFrames().text("a").text("b").text("close").bytes());
    assertEquals(1, workers.waiting(), "one message at a time");
    for (int i = 0; i < 3; i++) {
      workers.run(0);
      wire.turn();
    }
    assertEquals(List.of("text a", "text b", "close 1000"), frames(wire));
  }

  @Test
  void withWorkersAFailureClosesAndAStopWaits() {
    Wire failing = wire(workers).feed(new ClientFrames().text("fail").bytes());
    workers.run(0);
    failing.turn();
    assertEquals(List.of("close 1011"), frames(failing));
    Wire stopped = wire(workers).feed(new ClientFrames().text("a").bytes()).stop();
    assertEquals(List.of(), frames(stopped));
    workers.run(0);
    stopped.turn();
    assertEquals(List.of("text a", "close 1001"), frames(stopped));
  }

  /** The frames behind it may be there already; no worker gets them. */
  @Test
  void withWorkersNothingIsHeardBehindTheHandlersClose() {
    Wire wire = wire(workers).feed(new ClientFrames().text("close").text("unheard").bytes());
    workers.run(0);
    wire.turn();
    assertEquals(List.of("close 1000"), frames(wire));
    assertEquals(0, workers.waiting());
  }

  @Test
  void thePeerEndsWithoutAClose() {
    Wire wire = wire().feed(new ClientFrames().text("a").bytes()).end();
    assertEquals(State.OVER, wire.state());
    wire.close();
    assertEquals(List.of(CloseCode.ABNORMAL), closed);
  }

  /** A handler that has much to say stops when it is told to, and goes on when there is room. */
  @Test
  void aHandlerIsResumedWhenThereIsRoom() {
    int most = 100;
    int[] sent = new int[1];
    WebSocketHandler talker =
        new WebSocketHandler() {
          @Override
          public void message(WebSocket socket, boolean text, byte[] bytes, int from, int length) {
            resumed(socket);
          }

          @Override
          public void resumed(WebSocket socket) {
            while (sent[0] < most && !socket.isFull()) {
              sent[0]++;
              socket.binary(new byte[10_000], 0, 10_000);
            }
          }
        };
    WebSocketConfig config = new WebSocketConfig(MOST, 10 * SECOND, failures::add);
    Wire wire = new Wire(WebSocketSession.factory(config, talker)).stopReading();
    wire.feed(new ClientFrames().text("go on").bytes());
    assertEquals(7, sent[0], "64 KiB, and the message that exceeds them");
    wire.startReading();
    assertEquals(most, sent[0]);
    assertEquals(most, frames(wire).size());
  }

  @Test
  void aMessageAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    WebSocketConfig config = new WebSocketConfig(MOST, 10 * SECOND, failures::add);
    WebSocketHandler echo = (socket, text, bytes, from, n) -> socket.text(bytes, from, n);
    Session session =
        WebSocketSession.factory(config, echo).open(new Wire(peer -> new EchoSession(peer, 1)));
    byte[] frame = new ClientFrames().text("a message of some length").bytes();
    byte[] bytes = new byte[frame.length];
    Output out = new Output(1024);
    int messages = 10_000;
    long allocated = Long.MAX_VALUE;
    // The JIT has its share first, which takes its time on a busy machine.
    long until = System.nanoTime() + 10 * SECOND;
    while (allocated > messages && System.nanoTime() - until < 0) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < messages; i++) {
        System.arraycopy(frame, 0, bytes, 0, bytes.length);
        session.receive(bytes, 0, bytes.length, out);
        out.clear();
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertTrue(allocated <= messages, allocated + " bytes for " + messages + " messages");
    assertTrue(session.taken() >= messages);
  }

  /** What is announced and does not come takes no memory. */
  @Test
  void memoryFollowsWhatHasCome() {
    Wire wire = wire().feed(new ClientFrames().raw(0x82, 0xfe, 0x03, 0xe8, 1, 2, 3, 4, 5).bytes());
    assertTrue(wire.mostKept() < 500, wire.mostKept() + " bytes");
  }
}
