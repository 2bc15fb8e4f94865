// SPDX-License-Identifier: Apache-2.0
package socketlab.clients;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import socketlab.app.grpc.message.BoolValue;
import socketlab.app.grpc.message.EchoStatus;
import socketlab.app.grpc.message.Payload;
import socketlab.app.grpc.message.ResponseParameters;
import socketlab.app.grpc.message.SimpleRequest;
import socketlab.app.grpc.message.SimpleResponse;
import socketlab.app.grpc.message.StreamingInputCallRequest;
import socketlab.app.grpc.message.StreamingInputCallResponse;
import socketlab.app.grpc.message.StreamingOutputCallRequest;
import socketlab.app.grpc.message.StreamingOutputCallResponse;
import socketlab.experiment.tool.grpc.GrpcConnection;
import socketlab.experiment.tool.grpc.WaitedCall;
import socketlab.protocol.grpc.client.CallOptions;
import socketlab.protocol.grpc.wire.BinaryValue;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.http.Field;

/**
 * The cases of gRPC's {@code interop-test-descriptions.md} that need no cloud, by the lab's own
 * client: {@code GrpcInteropClient PORT}, for a server on loopback. Its exit code is 1 when one
 * fails. Compressed streams are not among them: gRPC's server for Java compresses only the answers
 * of unary calls.
 */
final class GrpcInteropClient {
  private static final String TEST = "grpc.testing.TestService/";
  private static final int[] REQUESTS = {27_182, 8, 1_828, 45_904};
  private static final int[] ANSWERS = {31_415, 9, 2_653, 58_979};
  private static final BoolValue YES = BoolValue.newBuilder().setValue(true).build();
  private static final String SPECIAL =
      "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

  private final GrpcConnection client;

  private GrpcInteropClient(GrpcConnection client) {
    this.client = client;
  }

  private interface Case {
    void run() throws IOException;
  }

  private Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("empty_unary", this::emptyUnary);
    cases.put("large_unary", this::largeUnary);
    cases.put("client_compressed_unary", this::clientCompressedUnary);
    cases.put("server_compressed_unary", this::serverCompressedUnary);
    cases.put("client_streaming", this::clientStreaming);
    cases.put("server_streaming", this::serverStreaming);
    cases.put("ping_pong", this::pingPong);
    cases.put("empty_stream", this::emptyStream);
    cases.put("cancel_after_begin", this::cancelAfterBegin);
    cases.put("cancel_after_first_response", this::cancelAfterFirstResponse);
    cases.put("timeout_on_sleeping_server", this::timeout);
    cases.put("custom_metadata", this::customMetadata);
    cases.put("status_code_and_message", () -> status("test status message"));
    cases.put("special_status_message", () -> status(SPECIAL));
    cases.put("unimplemented_method", () -> unimplemented("grpc.testing.TestService"));
    cases.put("unimplemented_service", () -> unimplemented("grpc.testing.UnimplementedService"));
    return cases;
  }

  private static void same(Object expected, Object seen) throws IOException {
    if (!expected.equals(seen)) {
      throw new IOException("expected " + expected + ", and saw " + seen);
    }
  }

  private static void ended(GrpcCode code, WaitedCall call) throws IOException {
    same(code, call.status().code());
  }

  private static Payload zeros(int size) {
    return Payload.newBuilder().setBody(ByteString.copyFrom(new byte[size])).build();
  }

  private static SimpleRequest.Builder large() {
    return SimpleRequest.newBuilder().setResponseSize(314_159).setPayload(zeros(271_828));
  }

  private WaitedCall unary(SimpleRequest request, CallOptions options) throws IOException {
    return client.unary(TEST + "UnaryCall", request.toByteArray(), options);
  }

  private static void hasLargeAnswer(WaitedCall call) throws IOException {
    ended(GrpcCode.OK, call);
    same(314_159, SimpleResponse.parseFrom(next(call)).getPayload().getBody().size());
  }

  private static byte[] next(WaitedCall call) throws IOException {
    return call.next().orElseThrow(() -> new IOException("there is no further message"));
  }

  private void emptyUnary() throws IOException {
    WaitedCall call = client.unary(TEST + "EmptyCall", new byte[0], CallOptions.NONE);
    ended(GrpcCode.OK, call);
    same(0, next(call).length);
  }

  private void largeUnary() throws IOException {
    hasLargeAnswer(unary(large().build(), CallOptions.NONE));
  }

  private void clientCompressedUnary() throws IOException {
    SimpleRequest request = large().setExpectCompressed(YES).build();
    WaitedCall call = client.begin(TEST + "UnaryCall", CallOptions.NONE.compressed());
    call.sendCompressed(request.toByteArray()).end();
    hasLargeAnswer(call);
  }

  private void serverCompressedUnary() throws IOException {
    WaitedCall call = unary(large().setResponseCompressed(YES).build(), CallOptions.NONE);
    hasLargeAnswer(call);
    same(1, call.compressed());
  }

  private void clientStreaming() throws IOException {
    WaitedCall call = client.begin(TEST + "StreamingInputCall", CallOptions.NONE);
    for (int size : REQUESTS) {
      call.send(
          StreamingInputCallRequest.newBuilder().setPayload(zeros(size)).build().toByteArray());
    }
    call.end();
    ended(GrpcCode.OK, call);
    int all = StreamingInputCallResponse.parseFrom(next(call)).getAggregatedPayloadSize();
    same(Arrays.stream(REQUESTS).sum(), all);
  }

  private static byte[] asking(int... sizes) {
    StreamingOutputCallRequest.Builder request = StreamingOutputCallRequest.newBuilder();
    for (int size : sizes) {
      request.addResponseParameters(ResponseParameters.newBuilder().setSize(size));
    }
    return request.build().toByteArray();
  }

  private static int size(byte[] message) throws IOException {
    return StreamingOutputCallResponse.parseFrom(message).getPayload().getBody().size();
  }

  private void serverStreaming() throws IOException {
    WaitedCall call = client.unary(TEST + "StreamingOutputCall", asking(ANSWERS), CallOptions.NONE);
    for (int size : ANSWERS) {
      same(size, size(next(call)));
    }
    ended(GrpcCode.OK, call);
  }

  private void pingPong() throws IOException {
    WaitedCall call = client.begin(TEST + "FullDuplexCall", CallOptions.NONE);
    for (int size : ANSWERS) {
      same(size, size(next(call.send(asking(size)))));
    }
    call.end();
    ended(GrpcCode.OK, call);
  }

  private void emptyStream() throws IOException {
    WaitedCall call = client.begin(TEST + "FullDuplexCall", CallOptions.NONE).end();
    ended(GrpcCode.OK, call);
    same(Optional.empty(), call.next().map(Arrays::toString));
  }

  private void cancelAfterBegin() throws IOException {
    client.begin(TEST + "StreamingInputCall", CallOptions.NONE).cancel();
    emptyUnary();
  }

  private void cancelAfterFirstResponse() throws IOException {
    WaitedCall call = client.begin(TEST + "FullDuplexCall", CallOptions.NONE);
    same(31_415, size(next(call.send(asking(31_415)))));
    call.cancel();
    emptyUnary();
  }

  private void timeout() throws IOException {
    WaitedCall call = client.begin(TEST + "FullDuplexCall", CallOptions.NONE.within(1_000_000));
    call.send(
        StreamingOutputCallRequest.newBuilder().setPayload(zeros(27_182)).build().toByteArray());
    // A server may say so by the status, or by resetting the stream with CANCEL.
    GrpcCode code = call.status().code();
    if (code != GrpcCode.DEADLINE_EXCEEDED && code != GrpcCode.CANCELLED) {
      throw new IOException("expected an end by the deadline, and saw " + call.status());
    }
  }

  private void customMetadata() throws IOException {
    byte[] bytes = {(byte) 0xab, (byte) 0xab, (byte) 0xab};
    CallOptions options =
        CallOptions.NONE.with(
            new Field("x-grpc-test-echo-initial", "test_initial_metadata_value"),
            BinaryValue.field("x-grpc-test-echo-trailing-bin", bytes));
    WaitedCall unary = unary(large().build(), options);
    hasLargeAnswer(unary);
    WaitedCall duplex = client.begin(TEST + "FullDuplexCall", options);
    same(314_159, size(next(duplex.send(asking(314_159)))));
    duplex.end();
    ended(GrpcCode.OK, duplex);
    for (WaitedCall call : new WaitedCall[] {unary, duplex}) {
      same(Optional.of("test_initial_metadata_value"), call.field("x-grpc-test-echo-initial"));
      same(
          Optional.of("q6ur"),
          call.field("x-grpc-test-echo-trailing-bin").map(value -> value.replace("=", "")));
    }
  }

  private void status(String message) throws IOException {
    EchoStatus wanted = EchoStatus.newBuilder().setCode(2).setMessage(message).build();
    GrpcStatus expected = new GrpcStatus(GrpcCode.UNKNOWN, message);
    SimpleRequest request = SimpleRequest.newBuilder().setResponseStatus(wanted).build();
    same(expected, unary(request, CallOptions.NONE).status());
    WaitedCall call = client.begin(TEST + "FullDuplexCall", CallOptions.NONE);
    call.send(
            StreamingOutputCallRequest.newBuilder().setResponseStatus(wanted).build().toByteArray())
        .end();
    same(expected, call.status());
  }

  private void unimplemented(String service) throws IOException {
    ended(
        GrpcCode.UNIMPLEMENTED,
        client.unary(service + "/UnimplementedCall", new byte[0], CallOptions.NONE));
  }

  public static void main(String[] args) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    int passed = 0;
    int failed = 0;
    for (String name : new GrpcInteropClient(null).cases().keySet()) {
      try (GrpcConnection connection = new GrpcConnection(server)) {
        new GrpcInteropClient(connection).cases().get(name).run();
        passed++;
      } catch (IOException e) {
        failed++;
        System.out.println("--- " + name + ": " + e.getMessage());
      }
    }
    System.out.println(passed + " passed, " + failed + " failed");
    System.exit(failed == 0 ? 0 : 1);
  }
}
