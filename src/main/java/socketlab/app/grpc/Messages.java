// SPDX-License-Identifier: Apache-2.0
package socketlab.app.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import socketlab.protocol.grpc.CallListener;
import socketlab.protocol.grpc.GrpcCall;
import socketlab.protocol.grpc.GrpcMethod;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;

/** Methods on messages of protobuf, in place of bytes. */
final class Messages {
  private Messages() {}

  /** Reads a message. */
  static <Q> Q parse(Parser<Q> parser, byte[] bytes, int from, int length) throws GrpcError {
    try {
      return parser.parseFrom(bytes, from, length);
    } catch (InvalidProtocolBufferException e) {
      throw new GrpcError(
          GrpcCode.INTERNAL, "the request is not the message of this method: " + e.getMessage());
    }
  }

  /** What answers a call that has one request. */
  @FunctionalInterface
  interface OneRequest<Q> {
    /**
     * By the connection's thread, when the request is whole; sends, and ends the call then or
     * later.
     *
     * @param compressed whether the request came compressed
     */
    void answer(Q request, boolean compressed, GrpcCall call) throws GrpcError;
  }

  /** A method that has one request; what is asked of it in the head can be kept beforehand. */
  static <Q extends MessageLite> GrpcMethod single(Parser<Q> parser, OneRequest<Q> answer) {
    return call -> new Single<>(parser, answer, call);
  }

  /** Answers with one message, and ends the call. */
  static void answer(GrpcCall call, MessageLite message) {
    call.send(message.toByteArray());
    call.end(GrpcStatus.OK);
  }

  /** Waits for the one request, and sees that it is the only one. */
  private static final class Single<Q extends MessageLite> implements CallListener {
    private final Parser<Q> parser;
    private final OneRequest<Q> answer;
    private final GrpcCall call;
    private Q request;
    private boolean compressed;

    Single(Parser<Q> parser, OneRequest<Q> answer, GrpcCall call) {
      this.parser = parser;
      this.answer = answer;
      this.call = call;
    }

    @Override
    public void message(byte[] bytes, int from, int length, boolean compressed) throws GrpcError {
      if (request != null) {
        throw oneOnly();
      }
      request = parse(parser, bytes, from, length);
      this.compressed = compressed;
    }

    @Override
    public void ended() throws GrpcError {
      if (request == null) {
        throw oneOnly();
      }
      answer.answer(request, compressed, call);
    }

    private static GrpcError oneOnly() {
      return new GrpcError(GrpcCode.UNIMPLEMENTED, "this method has exactly one request");
    }
  }
}
