// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.protocol.Output;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.BodySink;
import socketlab.protocol.http1.client.ResponseReader;
import socketlab.protocol.websocket.Frames;
import socketlab.protocol.websocket.WebSocketUpgrade;

/** Only an answer of a server that has read the key opens a WebSocket. */
@Timeout(20)
class ClientHandshakeTest {
  private final ClientHandshake handshake = new ClientHandshake(new SplittableRandom(1));

  private String key() {
    return handshake
        .fields()
        .lines()
        .filter(line -> line.startsWith("Sec-WebSocket-Key: "))
        .findFirst()
        .orElseThrow()
        .substring("Sec-WebSocket-Key: ".length());
  }

  private String refusal(String head) throws HttpError {
    ResponseReader reader = new ResponseReader(true, BodySink.NOWHERE);
    byte[] bytes = head.getBytes(US_ASCII);
    reader.read(bytes, 0, bytes.length);
    return handshake.refusal(reader).orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "'Upgrade: WebSocket|Connection: keep-alive, upgrade|Sec-WebSocket-Accept: KEY', ''",
    "'Connection: upgrade|Sec-WebSocket-Accept: KEY', answered 101 without Upgrade: websocket",
    "'Upgrade: websocket|Sec-WebSocket-Accept: KEY', answered 101 without Connection: Upgrade",
    "'Upgrade: websocket|Connection: upgrade|Sec-WebSocket-Accept: x',"
        + " answered 101 with a Sec-WebSocket-Accept of another key",
    "'Upgrade: websocket|Connection: upgrade|Sec-WebSocket-Accept: KEY"
        + "|Sec-WebSocket-Extensions: permessage-deflate',"
        + " answered 101 with an extension that was not asked for",
    "'Upgrade: websocket|Connection: upgrade|Sec-WebSocket-Accept: KEY|Sec-WebSocket-Protocol: x',"
        + " answered 101 with a subprotocol that was not asked for",
  })
  void everyPartOfTheAnswerIsLookedAt(String fields, String refusal) throws HttpError {
    String lines = fields.replace("|", "\r\n").replace("KEY", WebSocketUpgrade.accept(key()));
    assertEquals(refusal, refusal("HTTP/1.1 101 Switching Protocols\r\n" + lines + "\r\n\r\n"));
  }

  @Test
  void anotherStatusIsNoWebSocket() throws HttpError {
    assertEquals(
        "answered 426 and not 101",
        refusal("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n"));
  }

  @Test
  void everyConnectionHasAKeyOfItsOwn() {
    SplittableRandom random = new SplittableRandom(1);
    assertNotEquals(new ClientHandshake(random).fields(), new ClientHandshake(random).fields());
  }

  /** The example of RFC 6455 section 5.7: "Hello", masked. */
  @Test
  void framesAreMaskedAsInTheStandard() {
    Output out = new Output(16);
    MaskedFrames.put(Frames.TEXT, "Hello".getBytes(US_ASCII), 0x3d21fa37, out);
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < out.size(); i++) {
      hex.append(String.format("%02x ", out.array()[out.offset() + i]));
    }
    assertEquals("81 85 37 fa 21 3d 7f 9f 4d 51 58 ", hex.toString());
  }
}
