// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import socketlab.app.topics.hub.Publication;
import socketlab.app.topics.hub.Subscriber;
import socketlab.app.topics.hub.SubscriberKind;
import socketlab.app.topics.hub.Topic;
import socketlab.app.topics.hub.Topics;
import socketlab.app.topics.kept.Message;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.websocket.CloseCode;
import socketlab.protocol.websocket.WebSocket;
import socketlab.protocol.websocket.WebSocketHandler;

/** A topic over a WebSocket: each message a frame, and each frame of the client a message. */
final class TopicSocket extends Subscriber implements WebSocketHandler {
  private final Topics topics;
  private volatile Runnable waker;

  /** Why it has to close, once that is known. */
  private volatile String fault;

  private boolean closing;

  TopicSocket(Topics topics, Topic topic, long next) {
    super(topic, next);
    this.topics = topics;
  }

  @Override
  public SubscriberKind kind() {
    return SubscriberKind.SOCKET;
  }

  @Override
  protected void wake() {
    waker.run();
  }

  @Override
  public void opened(WebSocket socket) {
    waker = socket.waker();
    if (!topics.join(this, socket.owner())) {
      fault = "there are too many subscribers or topics";
    }
    write(socket);
  }

  @Override
  public void resumed(WebSocket socket) {
    write(socket);
  }

  private void write(WebSocket socket) {
    while (!closing && fault == null && !isEnded()) {
      if (socket.isFull()) {
        full();
        break;
      }
      Message message = peek();
      long missed = missed();
      if (missed > 0) {
        socket.text("{\"dropped\":%d,\"next\":%d}".formatted(missed, next()));
      } else if (message == null) {
        break;
      } else {
        socket.send(message.frame());
        taken();
      }
    }
    if (!closing && (fault != null || isEnded())) {
      closing = true;
      topics.leave(this);
      String reason =
          fault != null ? fault : "too slow; the next offset for you is " + next() + ", come again";
      socket.close(CloseCode.TRY_AGAIN_LATER, reason);
    }
  }

  @Override
  public void message(WebSocket socket, boolean text, byte[] bytes, int from, int length) {
    byte[] data = Arrays.copyOfRange(bytes, from, from + length);
    String type = text ? MediaType.TEXT.toString() : MediaType.BYTES.toString();
    Publication.begin(topics, topic().name(), type, data, Optional.empty(), new Publishing());
  }

  @Override
  public void closed(int code) {
    topics.leave(this);
  }

  /** A frame has no answer: one that could not be published ends the connection. */
  private final class Publishing implements Publication.Publisher {
    @Override
    public void published(Message message) {}

    @Override
    public void refused(Publication.Refusal why) {
      fail(
          switch (why) {
            case HELD_BACK -> "not published: subscribers are too far behind";
            case BUSY -> "not published: too many messages wait for the disk";
            default -> "not published: there are too many topics";
          });
    }

    @Override
    public void failed(IOException e) {
      fail("not published: the message could not be kept");
    }

    private void fail(String why) {
      assert why.getBytes(UTF_8).length < 124;
      fault = why;
      waker.run();
    }
  }
}
