// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import socketlab.app.route.IdempotencyKey;
import socketlab.app.route.Problem;
import socketlab.app.topics.hub.Publication;
import socketlab.app.topics.hub.Topics;
import socketlab.app.topics.kept.Message;
import socketlab.disk.log.LogConfig;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** {@code POST /topics/NAME}: 201 with the offset once the message is kept. */
final class PublishHandler {
  private static final int LONGEST_TYPE = 200;

  /** A record of a log holds the type and a key beside it. */
  private static final int MOST_BYTES = LogConfig.MOST_RECORD_BYTES - 4096;

  private final Topics topics;
  private final Consumer<Throwable> failures;

  /**
   * @param failures told why a message could not be kept; any thread
   */
  PublishHandler(Topics topics, Consumer<Throwable> failures) {
    this.topics = topics;
    this.failures = failures;
  }

  void handle(String topic, Request request, Response response) {
    if (request.bodyLength() > MOST_BYTES) {
      Problem.send(
          response,
          Status.CONTENT_TOO_LARGE,
          "a message is at most " + MOST_BYTES + " bytes long, whatever --max-body-bytes says");
      return;
    }
    int from = request.bodyOffset();
    byte[] data = Arrays.copyOfRange(request.body(), from, from + request.bodyLength());
    String type;
    Optional<String> key;
    try {
      type = type(request, data);
      key = IdempotencyKey.of(request);
    } catch (IllegalArgumentException e) {
      Problem.send(response, Status.BAD_REQUEST, e.getMessage());
      return;
    }
    Response later = response.later();
    Publication.begin(topics, topic, type, data, key, new Answering(later));
  }

  private static String type(Request request, byte[] data) {
    String type = request.field("content-type");
    if (type == null) {
      return isUtf8(data) ? MediaType.TEXT.toString() : MediaType.BYTES.toString();
    }
    if (type.length() > LONGEST_TYPE) {
      throw new IllegalArgumentException("a content type is at most 200 characters long here");
    }
    return MediaType.of(type).toString();
  }

  private static boolean isUtf8(byte[] data) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(data));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private final class Answering implements Publication.Publisher {
    private final Response response;

    Answering(Response response) {
      this.response = response;
    }

    @Override
    public void published(Message message) {
      created(message.offset());
    }

    @Override
    public void repeated(long offset) {
      response.field("Idempotency-Replayed", "true");
      created(offset);
    }

    private void created(long offset) {
      response
          .type(MediaType.JSON)
          .send(Status.CREATED, ("{\"offset\":" + offset + "}\n").getBytes(US_ASCII));
    }

    @Override
    public void refused(Publication.Refusal why) {
      switch (why) {
        case TOO_MANY_TOPICS -> {
          response.field("Retry-After", "60");
          Problem.send(
              response,
              Status.SERVICE_UNAVAILABLE,
              "there are too many topics; see lab serve --max-topics");
        }
        case BUSY -> {
          response.field("Retry-After", "1");
          Problem.send(response, Status.SERVICE_UNAVAILABLE, "too many messages wait for the disk");
        }
        case HELD_BACK -> {
          response.field("Retry-After", "1");
          Problem.send(
              response,
              Status.TOO_MANY_REQUESTS,
              "subscribers are more than --max-lag messages behind, and --slow=wait holds back"
                  + " who publishes");
        }
        case UNDER_WAY -> {
          response.field("Retry-After", "1");
          Problem.send(
              response, Status.CONFLICT, "a message with this Idempotency-Key is under way");
        }
        case OTHER_MESSAGE ->
            Problem.send(
                response,
                Status.UNPROCESSABLE_CONTENT,
                "this Idempotency-Key stands for another message; use a new one");
      }
    }

    @Override
    public void failed(IOException e) {
      failures.accept(e);
      response.field("Retry-After", "1");
      Problem.send(
          response, Status.INSUFFICIENT_STORAGE, "the message could not be kept on the disk");
    }
  }
}
