// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.client;

import java.util.ArrayList;
import java.util.List;
import socketlab.protocol.Output;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.grpc.wire.LengthPrefixedReader;
import socketlab.protocol.grpc.wire.MessageEncoding;
import socketlab.protocol.grpc.wire.MessageMemory;
import socketlab.protocol.grpc.wire.PercentText;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.http.Field;
import socketlab.protocol.http2.client.ClientConnection;
import socketlab.protocol.http2.client.ResponseTarget;
import socketlab.protocol.http2.client.StreamFailure;
import socketlab.protocol.http2.frame.ErrorCode;

/** One call on the client's side. Confined to the thread that has the connection. */
public final class ClientCall implements ResponseTarget {
  private static final byte[] NOTHING = {};
  private static final int OK = 200;

  private final ClientConnection connection;
  private final int most;
  private final MessageMemory memory;
  private final CallAnswer answer;
  private final Output out;
  private int stream;

  /** What the server has no window for yet. */
  private final Output waiting = new Output(64);

  private boolean ending;
  private boolean over;
  private int httpStatus;
  private LengthPrefixedReader reader;

  /** What the server said of how it went; null before that. */
  private GrpcStatus status;

  private List<Field> trailers = List.of();

  ClientCall(
      ClientConnection connection, int most, MessageMemory memory, CallAnswer answer, Output out) {
    this.connection = connection;
    this.most = most;
    this.memory = memory;
    this.answer = answer;
    this.out = out;
  }

  void stream(int number) {
    stream = number;
  }

  // The request.

  /** Sends a message; its bytes are copied. */
  public ClientCall send(byte[] message) {
    return send(message, false);
  }

  /**
   * Likewise.
   *
   * @param compressed by gzip, which the call has to have {@linkplain CallOptions#compressed said}
   */
  public ClientCall send(byte[] message, boolean compressed) {
    byte[] sent = compressed ? MessageEncoding.compress(message, 0, message.length) : message;
    LengthPrefixedReader.putPrefix(compressed, sent.length, waiting);
    waiting.put(sent);
    writable();
    return this;
  }

  /** No message follows. */
  public ClientCall end() {
    ending = true;
    writable();
    return this;
  }

  /** Gives it up; nothing more is told of it. */
  public void cancel() {
    over = true;
    connection.cancel(stream, ErrorCode.CANCEL, out);
    release();
  }

  /** Bytes of messages that the server has no window for. */
  public int unsent() {
    return waiting.size();
  }

  @Override
  public void writable() {
    if (over || waiting.isEmpty() && !ending) {
      return;
    }
    int from = waiting.offset();
    int to = from + waiting.size();
    byte[] bytes = waiting.isEmpty() ? NOTHING : waiting.array();
    waiting.sent(connection.send(stream, bytes, from, to, ending, out));
  }

  // The answer.

  @Override
  public void head(int status, FieldBlock fields) {
    httpStatus = status;
    List<Field> head = fields(fields, 1);
    if (status != OK || value(head, "grpc-status") != null) {
      readStatus(head);
      return;
    }
    String encoding = value(head, "grpc-encoding");
    reader =
        new LengthPrefixedReader(
            most,
            memory,
            encoding != null && encoding.equals("gzip")
                ? MessageEncoding.GZIP
                : MessageEncoding.IDENTITY);
    answer.head(head);
  }

  @Override
  public int data(byte[] bytes, int from, int to) {
    int at = from;
    try {
      while (at < to && !over && reader != null) {
        at += reader.read(bytes, at, to, answer::message);
      }
    } catch (GrpcError e) {
      connection.cancel(stream, ErrorCode.CANCEL, out);
      end(e.status());
    }
    return to - from;
  }

  @Override
  public void trailers(FieldBlock fields) {
    readStatus(fields(fields, 0));
  }

  private void readStatus(List<Field> fields) {
    trailers = fields;
    String number = value(fields, "grpc-status");
    String message = value(fields, "grpc-message");
    if (number != null) {
      status = new GrpcStatus(code(number), message == null ? "" : PercentText.decode(message));
    } else if (httpStatus != OK) {
      status = new GrpcStatus(ofHttp(httpStatus), "the status of HTTP is " + httpStatus);
    }
  }

  private static GrpcCode code(String number) {
    try {
      return GrpcCode.of(Integer.parseInt(number));
    } catch (NumberFormatException e) {
      return GrpcCode.UNKNOWN;
    }
  }

  /** What an answer means that is none of gRPC's ({@code http-grpc-status-mapping.md}). */
  private static GrpcCode ofHttp(int status) {
    return switch (status) {
      case 400 -> GrpcCode.INTERNAL;
      case 401 -> GrpcCode.UNAUTHENTICATED;
      case 403 -> GrpcCode.PERMISSION_DENIED;
      case 404 -> GrpcCode.UNIMPLEMENTED;
      case 429, 502, 503, 504 -> GrpcCode.UNAVAILABLE;
      default -> GrpcCode.UNKNOWN;
    };
  }

  @Override
  public void complete() {
    if (status == null) {
      end(new GrpcStatus(GrpcCode.UNKNOWN, "the answer has no status"));
    } else if (reader != null && reader.isInside() && status.code() == GrpcCode.OK) {
      end(new GrpcStatus(GrpcCode.INTERNAL, "the answer ends inside a message"));
    } else {
      end(status);
    }
  }

  @Override
  public void failed(StreamFailure why) {
    GrpcCode code =
        switch (why.kind()) {
          case NOT_PROCESSED, CONNECTION -> GrpcCode.UNAVAILABLE;
          case RESET -> ofReset(why.reason());
          case MALFORMED -> GrpcCode.INTERNAL;
        };
    end(new GrpcStatus(code, why.reason()));
  }

  /** What a reset means ({@code PROTOCOL-HTTP2.md}, Errors); its code ends the reason. */
  private static GrpcCode ofReset(String reason) {
    if (reason.endsWith(ErrorCode.CANCEL.name())) {
      return GrpcCode.CANCELLED;
    }
    return reason.endsWith(ErrorCode.ENHANCE_YOUR_CALM.name())
        ? GrpcCode.RESOURCE_EXHAUSTED
        : GrpcCode.INTERNAL;
  }

  private void end(GrpcStatus how) {
    if (!over) {
      over = true;
      release();
      answer.ended(how, trailers);
    }
  }

  private void release() {
    if (reader != null) {
      reader.release();
    }
    waiting.clear();
  }

  private static List<Field> fields(FieldBlock block, int first) {
    List<Field> fields = new ArrayList<>();
    for (int i = first; i < block.count(); i++) {
      fields.add(new Field(block.nameOf(i), block.valueOf(i)));
    }
    return fields;
  }

  private static String value(List<Field> fields, String name) {
    for (Field field : fields) {
      if (field.isNamed(name)) {
        return field.value();
      }
    }
    return null;
  }
}
