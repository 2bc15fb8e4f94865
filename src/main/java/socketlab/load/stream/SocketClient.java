// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.util.Optional;
import socketlab.load.count.Failure;
import socketlab.protocol.Output;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.BodySink;
import socketlab.protocol.http1.client.ResponseReader;
import socketlab.protocol.websocket.CloseCode;
import socketlab.protocol.websocket.Frames;
import socketlab.protocol.websocket.WebSocketError;
import socketlab.protocol.websocket.client.ClientHandshake;
import socketlab.protocol.websocket.client.MaskedFrames;
import socketlab.protocol.websocket.client.MessageReader;

/** One who has a WebSocket open, and sends nothing on it but what the protocol wants. */
final class SocketClient extends StreamClient implements MessageReader.Sink {
  private static final int CONTROL_HEAD = 6;

  private final ClientHandshake handshake;
  private final MessageReader messages = new MessageReader(MOST_MESSAGE, this);

  /** Until the handshake is over; then null, for there are thousands of these. */
  private ResponseReader answer = new ResponseReader(true, BodySink.NOWHERE);

  private boolean isAsked;
  private Output out;

  SocketClient(StreamLane lane) {
    super(lane);
    handshake = new ClientHandshake(lane.random);
  }

  @Override
  void opened() {}

  @Override
  void ask(Output output) {
    if (!isAsked) {
      isAsked = true;
      send(lane.target.get(lane.target.path(), handshake.fields()), output);
    }
  }

  @Override
  int read(byte[] bytes, int from, int to, Output output) {
    int at = from;
    out = output;
    try {
      if (answer != null) {
        at += answer.read(bytes, at, to);
        if (!answer.hasHead()) {
          return 0;
        }
        Optional<String> refusal = handshake.refusal(answer);
        if (refusal.isPresent()) {
          refuse(Failure.STATUS, refusal.get());
          return to - from;
        }
        answer = null;
        established();
      }
      at += messages.take(bytes, at, to);
    } catch (HttpError e) {
      refuse(Failure.MALFORMED, e.getMessage());
    } catch (WebSocketError e) {
      refuse(Failure.MALFORMED, e.getMessage());
    }
    return at - from;
  }

  @Override
  public void message(int opcode, byte[] bytes, int from, int length) {
    if (messages(bytes, from, from + length) == 0) {
      unstamped();
    }
  }

  @Override
  public void ping(byte[] payload) {
    MaskedFrames.put(Frames.PONG, payload, lane.random.nextInt(), out);
    sent(CONTROL_HEAD + payload.length, 0);
  }

  @Override
  public void close(int code) {
    goodbye(code == CloseCode.NONE ? CloseCode.NORMAL : code, out);
    refuse(Failure.SHORT, "the server closed the WebSocket with " + code);
  }

  @Override
  void leave(Output output) {
    goodbye(CloseCode.GOING_AWAY, output);
  }

  private void goodbye(int code, Output output) {
    byte[] payload = {(byte) (code >> 8), (byte) code};
    MaskedFrames.put(Frames.CLOSE, payload, lane.random.nextInt(), output);
    sent(CONTROL_HEAD + payload.length, 0);
  }
}
