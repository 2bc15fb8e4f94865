// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import socketlab.protocol.Output;
import socketlab.protocol.hpack.HpackEncoder;
import socketlab.protocol.http2.client.WiredClient.Told;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/** However a server's bytes are cut, the same is told, and the same is said. */
class ClientCutsTest {
  private static final List<String> EXPECTED =
      List.of(
          "[103] 200 hello, world [sum: 12] 1 null",
          "[] 404  [] 1 null",
          "[] 0  [] 0 StreamFailure[kind=RESET, reason=the server reset the stream: CANCEL]",
          "[] 200 half [] 0 null");

  private static final byte[] TRANSCRIPT = transcript();

  /** Four answers, one among the other: with continuations, padding, interim and trailer. */
  private static byte[] transcript() {
    Output out = new Output(1024);
    FrameWriter.settings(out, PeerSettings.MAX_CONCURRENT_STREAMS, 10);
    head(1, 0, out, ":status", "103");
    frame(FrameType.HEADERS, 0, 1, new byte[] {(byte) 0x88}, out);
    frame(FrameType.CONTINUATION, 0, 1, new byte[0], out);
    frame(FrameType.CONTINUATION, FrameType.END_HEADERS, 1, field("server", "x"), out);
    frame(FrameType.DATA, 0, 1, "hel".getBytes(ISO_8859_1), out);
    head(3, FrameType.END_STREAM, out, ":status", "404");
    frame(FrameType.DATA, FrameType.PADDED, 1, "\u0002lo, w\0\0".getBytes(ISO_8859_1), out);
    FrameWriter.ping(false, "abcdefgh".getBytes(ISO_8859_1), 0, out);
    FrameWriter.reset(5, ErrorCode.CANCEL, out);
    head(7, 0, out, ":status", "200");
    frame(FrameType.DATA, 0, 7, "half".getBytes(ISO_8859_1), out);
    frame(FrameType.DATA, 0, 1, "orld".getBytes(ISO_8859_1), out);
    FrameWriter.windowUpdate(0, 10, out);
    frame(99, 0xff, 1, new byte[50], out);
    head(1, FrameType.END_STREAM, out, "sum", "12");
    FrameWriter.goAway(7, ErrorCode.NO_ERROR, "leaving", out);
    return WiredClient.taken(out);
  }

  private static byte[] field(String name, String value) {
    return HpackEncoder.encode(name, value);
  }

  private static void head(int stream, int flags, Output out, String name, String value) {
    frame(FrameType.HEADERS, flags | FrameType.END_HEADERS, stream, field(name, value), out);
  }

  private static void frame(int type, int flags, int stream, byte[] payload, Output out) {
    FrameWriter.head(payload.length, type, flags, stream, out);
    out.put(payload);
  }

  /** A client that has asked four times. */
  private static final class Four {
    private final WiredClient client;
    private final List<Told> told;

    Four(long seed) {
      client = new WiredClient(ClientLimits.DEFAULT, null, seed);
      told = Stream.of("/a", "/b", "/c", "/d").map(client::get).toList();
      client.out.clear();
    }

    void check(byte[] said) {
      assertEquals(EXPECTED, told.stream().map(Told::toString).toList());
      assertEquals(Arrays.toString(said), Arrays.toString(WiredClient.taken(client.out)));
      assertEquals(1, client.connection.underWay());
    }
  }

  /** What it says: two acknowledgements. */
  private static byte[] said() {
    Output out = new Output(64);
    FrameWriter.settingsAcknowledged(out);
    FrameWriter.ping(true, "abcdefgh".getBytes(ISO_8859_1), 0, out);
    return WiredClient.taken(out);
  }

  @Example
  void inOnePiece() {
    Four four = new Four(0);
    four.client.piece(TRANSCRIPT, 0, TRANSCRIPT.length);
    four.check(said());
  }

  @Example
  void byteByByte() {
    Four four = new Four(0);
    for (int at = 0; at < TRANSCRIPT.length; at++) {
      four.client.piece(TRANSCRIPT, at, 1);
    }
    four.check(said());
  }

  @Example
  void inTwoPiecesThatAreCutAnywhere() {
    for (int cut = 1; cut < TRANSCRIPT.length; cut++) {
      Four four = new Four(0);
      four.client.piece(TRANSCRIPT, 0, cut);
      four.client.piece(TRANSCRIPT, cut, TRANSCRIPT.length - cut);
      four.check(said());
    }
  }

  @Property(tries = 200)
  void inAnyPieces(@ForAll long seed) {
    Four four = new Four(seed);
    four.client.deliver(TRANSCRIPT);
    four.check(said());
  }
}
