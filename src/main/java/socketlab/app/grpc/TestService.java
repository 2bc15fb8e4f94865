// SPDX-License-Identifier: Apache-2.0
package socketlab.app.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Map;
import socketlab.app.grpc.message.BoolValue;
import socketlab.app.grpc.message.EchoStatus;
import socketlab.app.grpc.message.Empty;
import socketlab.app.grpc.message.Payload;
import socketlab.app.grpc.message.SimpleRequest;
import socketlab.app.grpc.message.SimpleResponse;
import socketlab.app.grpc.message.StreamingOutputCallRequest;
import socketlab.protocol.grpc.CallListener;
import socketlab.protocol.grpc.GrpcCall;
import socketlab.protocol.grpc.GrpcMethod;
import socketlab.protocol.grpc.GrpcService;
import socketlab.protocol.grpc.wire.BinaryValue;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.http.Field;

/**
 * {@code grpc.testing.TestService}, as gRPC's {@code interop-test-descriptions.md} has it: it sends
 * what the request asks for, when it asks for it, and ends as it asks.
 *
 * @param largest bytes of a payload that may be asked for
 */
record TestService(int largest) {
  private static final String ECHO = "x-grpc-test-echo-initial";
  private static final String ECHO_TRAILING = "x-grpc-test-echo-trailing-bin";

  /** Zeros, which all payloads up to this size share. */
  private static final ByteString ZEROS = UnsafeByteOperations.unsafeWrap(new byte[512 * 1024]);

  GrpcService service() {
    return new GrpcService(
        "grpc.testing.TestService",
        Map.of(
            "EmptyCall",
            Messages.single(Empty.parser(), (_, _, call) -> Messages.answer(call, empty())),
            "UnaryCall",
            this::unary,
            "CacheableUnaryCall",
            call -> {
              call.head(new Field("cache-control", "max-age=60, public"));
              return unary(call);
            },
            "StreamingInputCall",
            TestUpload::new,
            "StreamingOutputCall",
            streaming(TestStream.Kind.ONE_REQUEST),
            "FullDuplexCall",
            streaming(TestStream.Kind.AS_THEY_COME),
            "HalfDuplexCall",
            streaming(TestStream.Kind.WHEN_ALL_HAVE_COME)));
  }

  private static Empty empty() {
    return Empty.getDefaultInstance();
  }

  private GrpcMethod streaming(TestStream.Kind kind) {
    return call -> new TestStream(kind, this, call, echo(call));
  }

  private CallListener unary(GrpcCall call) throws GrpcError {
    Field[] trailers = echo(call);
    return Messages.single(
            SimpleRequest.parser(),
            (request, compressed, to) -> answer(request, compressed, to, trailers))
        .begin(call);
  }

  private void answer(SimpleRequest request, boolean compressed, GrpcCall call, Field[] trailers)
      throws GrpcError {
    if (request.hasExpectCompressed()) {
      check(request.getExpectCompressed(), compressed);
    }
    if (request.hasResponseStatus()) {
      call.end(status(request.getResponseStatus()), trailers);
      return;
    }
    boolean compress = request.getResponseCompressed().getValue();
    if (compress) {
      call.offerCompression();
    }
    SimpleResponse.Builder response = SimpleResponse.newBuilder();
    if (request.getResponseSize() != 0) {
      response.setPayload(payload(request.getResponseSize()));
    }
    byte[] bytes = response.build().toByteArray();
    call.send(bytes, 0, bytes.length, compress);
    call.end(GrpcStatus.OK, trailers);
  }

  /** Sends back the metadata that asks for it; the fields that go with the status. */
  private static Field[] echo(GrpcCall call) throws GrpcError {
    String initial = call.metadata(ECHO);
    if (initial != null) {
      call.head(new Field(ECHO, initial));
    }
    byte[] trailing = call.binaryMetadata(ECHO_TRAILING);
    return trailing == null
        ? new Field[0]
        : new Field[] {BinaryValue.field(ECHO_TRAILING, trailing)};
  }

  /** So many zeros. */
  Payload payload(int size) throws GrpcError {
    if (size < 0) {
      throw new GrpcError(GrpcCode.INVALID_ARGUMENT, "a size is from 0, not " + size);
    }
    if (size > largest) {
      throw new GrpcError(
          GrpcCode.RESOURCE_EXHAUSTED, "a payload may have " + largest + " bytes, not " + size);
    }
    ByteString body =
        size <= ZEROS.size()
            ? ZEROS.substring(0, size)
            : UnsafeByteOperations.unsafeWrap(new byte[size]);
    return Payload.newBuilder().setBody(body).build();
  }

  static void check(BoolValue expected, boolean compressed) throws GrpcError {
    if (expected.getValue() != compressed) {
      throw new GrpcError(
          GrpcCode.INVALID_ARGUMENT,
          "the message should have come " + (compressed ? "as it is" : "compressed"));
    }
  }

  static GrpcStatus status(EchoStatus wanted) {
    return new GrpcStatus(GrpcCode.of(wanted.getCode()), wanted.getMessage());
  }

  static void checkSizes(StreamingOutputCallRequest request) throws GrpcError {
    for (var wanted : request.getResponseParametersList()) {
      if (wanted.getSize() < 0 || wanted.getIntervalUs() < 0) {
        throw new GrpcError(GrpcCode.INVALID_ARGUMENT, "sizes and intervals are from 0");
      }
    }
  }
}
