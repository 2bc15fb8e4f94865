// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import socketlab.protocol.Handlers;
import socketlab.protocol.ManualWorkers;
import socketlab.protocol.Session.State;
import socketlab.protocol.Wire;
import socketlab.protocol.websocket.deflate.DeflatePool;
import socketlab.protocol.websocket.deflate.DeflateTerms;

/** Compressed messages (RFC 7692): there, back, and against the rules. */
@Timeout(20)
class WebSocketDeflateTest {
  private static final int MOST = 100_000;
  private static final int THRESHOLD = 32;
  private static final int COMPRESSED = 0xc0;
  private static final String LONG = "the same again, ".repeat(20);

  private final List<Throwable> failures = new ArrayList<>();
  private final DeflatePool pool = new DeflatePool(THRESHOLD, 200);

  private Wire wire(Handlers handlers, int windowBits) {
    WebSocketHandler echo =
        (socket, text, bytes, from, length) -> {
          if (text) {
            socket.text(bytes, from, length);
          } else {
            socket.binary(bytes, from, length);
          }
        };
    WebSocketConfig config =
        new WebSocketConfig(MOST, TimeUnit.SECONDS.toNanos(10), failures::add).with(pool);
    DeflateTerms terms = new DeflateTerms(windowBits, true);
    return new Wire(WebSocketSession.factory(config, echo, terms), handlers);
  }

  private Wire wire() {
    return wire(Handlers.IN_PLACE, 15);
  }

  private static ClientFrames compressed(int opcode, byte[] message) {
    return new ClientFrames().frame(COMPRESSED | opcode, ClientFrames.deflated(message));
  }

  private static ClientFrames compressed(String text) {
    return compressed(Frames.TEXT, text.getBytes(UTF_8));
  }

  private List<String> answers(ClientFrames sent) {
    List<String> whole = ServerFrames.of(wire().feed(sent.bytes()).received());
    List<String> cut = ServerFrames.of(wire().feedByteByByte(sent.bytes()).received());
    assertEquals(whole, cut);
    assertEquals(List.of(), failures);
    return whole;
  }

  @Test
  void messagesComeBackCompressedWhereItIsWorthIt() {
    assertEquals(List.of("text* " + LONG), answers(compressed(LONG)));
    assertEquals(List.of("text* " + LONG), answers(new ClientFrames().text(LONG)));
    assertEquals(List.of("binary* 5000"), answers(compressed(Frames.BINARY, new byte[5000])));
    assertEquals(List.of("text short"), answers(compressed("short")));
    assertEquals(List.of("text "), answers(compressed("")));
    String threshold = "a".repeat(THRESHOLD);
    assertEquals(List.of("text* " + threshold), answers(new ClientFrames().text(threshold)));
    String less = "a".repeat(THRESHOLD - 1);
    assertEquals(List.of("text " + less), answers(new ClientFrames().text(less)));
  }

  @Test
  void whatDoesNotGetSmallerIsSentAsItIs() {
    byte[] noise = new byte[MOST];
    new Random(7).nextBytes(noise);
    assertTrue(
        ClientFrames.deflated(noise).length > MOST, "it has grown, and is taken all the same");
    assertEquals(List.of("binary " + MOST), answers(compressed(Frames.BINARY, noise)));
  }

  @Test
  void aCompressedMessageMayComeInFragments() {
    byte[] all = ClientFrames.deflated(LONG.getBytes(UTF_8));
    ClientFrames sent =
        new ClientFrames()
            .frame(0x40 | Frames.TEXT, Arrays.copyOf(all, 5))
            .frame(0x80 | Frames.PING, new byte[3])
            .frame(Frames.CONTINUATION, new byte[0])
            .frame(0x80 | Frames.CONTINUATION, Arrays.copyOfRange(all, 5, all.length))
            .text("x");
    assertEquals(List.of("pong 3", "text* " + LONG, "text x"), answers(sent));
  }

  @Test
  void nothingGoesOverFromOneMessageToTheNext() {
    ClientFrames sent = compressed(LONG);
    for (int i = 0; i < 3; i++) {
      sent.frame(COMPRESSED | Frames.TEXT, ClientFrames.deflated(LONG.getBytes(UTF_8)));
    }
    // ServerFrames inflates each message by itself.
    assertEquals(List.copyOf(java.util.Collections.nCopies(4, "text* " + LONG)), answers(sent));
  }

  @Test
  void aWorkerCompressesToo() {
    ManualWorkers workers = new ManualWorkers();
    Wire wire = wire(workers, 9).feed(compressed(LONG).text("x").bytes());
    while (workers.waiting() > 0) {
      workers.run(0);
      wire.turn();
    }
    assertEquals(List.of("text* " + LONG, "text x"), ServerFrames.of(wire.received()));
  }

  private void assertFails(int code, ClientFrames sent) {
    assertEquals(List.of("close " + code), answers(sent));
    assertEquals(State.TURNED_AWAY, wire().feed(sent.bytes()).state());
  }

  @Test
  void theReservedBitStandsWhereAMessageBeginsAndNowhereElse() {
    byte[] x = ClientFrames.deflated(new byte[] {'x'});
    int protocol = CloseCode.PROTOCOL_ERROR;
    assertFails(protocol, new ClientFrames().frame(COMPRESSED | Frames.PING, x));
    assertFails(protocol, new ClientFrames().frame(COMPRESSED | Frames.CLOSE, x));
    assertFails(protocol, new ClientFrames().frame(0xa0 | Frames.TEXT, x)); // RSV2
    assertFails(protocol, new ClientFrames().frame(0x90 | Frames.TEXT, x)); // RSV3
    assertFails(protocol, new ClientFrames().frame(0xf0 | Frames.TEXT, x));
    assertFails(
        protocol,
        new ClientFrames().frame(0x40 | Frames.TEXT, x).frame(COMPRESSED | Frames.CONTINUATION, x));
  }

  @Test
  void bombsAreRefused() {
    int tooBig = CloseCode.TOO_BIG;
    assertFails(tooBig, compressed(Frames.BINARY, new byte[MOST + 1]));
    assertFails(tooBig, new ClientFrames().frame(0x82, new byte[MOST + 1]));
    byte[] noise = new byte[MOST + 1];
    new Random(7).nextBytes(noise);
    assertFails(tooBig, compressed(Frames.BINARY, noise));
  }

  /** A bomb takes no more memory than a message may. */
  @Test
  void aBombIsNotInflated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bomb = compressed(Frames.BINARY, new byte[50_000_000]).bytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    Wire wire = wire().feed(bomb);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertEquals(List.of("close 1009"), ServerFrames.of(wire.received()));
    assertTrue(allocated < 10 * MOST, allocated + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffffffff", "0005000000", "0600"})
  void whatIsNoDeflateIsInvalidData(String hex) {
    byte[] payload = java.util.HexFormat.of().parseHex(hex);
    assertFails(
        CloseCode.INVALID_DATA, new ClientFrames().frame(COMPRESSED | Frames.TEXT, payload));
  }

  @Test
  void compressedTextIsUtf8() {
    byte[] wrong = {'a', (byte) 0xff};
    byte[] half = {'a', (byte) 0xe2, (byte) 0x98};
    assertFails(CloseCode.INVALID_DATA, compressed(Frames.TEXT, wrong));
    assertFails(CloseCode.INVALID_DATA, compressed(Frames.TEXT, half));
    assertEquals(List.of("binary 2"), answers(compressed(Frames.BINARY, wrong)));
    assertEquals(
        List.of("text \u2603", "text \u2603"),
        answers(compressed("\u2603").text("\u2603")),
        "and what is looked at begins anew");
  }
}
