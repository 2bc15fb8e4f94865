// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.app.grpc.GrpcEndpoints;
import socketlab.app.grpc.message.BoolValue;
import socketlab.app.grpc.message.EchoStatus;
import socketlab.app.grpc.message.HealthCheckRequest;
import socketlab.app.grpc.message.HealthCheckResponse;
import socketlab.app.grpc.message.HealthCheckResponse.ServingStatus;
import socketlab.app.grpc.message.Payload;
import socketlab.app.grpc.message.ResponseParameters;
import socketlab.app.grpc.message.ServerReflectionRequest;
import socketlab.app.grpc.message.ServerReflectionResponse;
import socketlab.app.grpc.message.SimpleRequest;
import socketlab.app.grpc.message.SimpleResponse;
import socketlab.app.grpc.message.StreamingInputCallRequest;
import socketlab.app.grpc.message.StreamingInputCallResponse;
import socketlab.app.grpc.message.StreamingOutputCallRequest;
import socketlab.app.grpc.message.StreamingOutputCallResponse;
import socketlab.app.route.Router;
import socketlab.experiment.tool.grpc.GrpcConnection;
import socketlab.experiment.tool.grpc.WaitedCall;
import socketlab.protocol.grpc.client.CallOptions;
import socketlab.protocol.grpc.wire.BinaryValue;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcLimits;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Http1Session;
import socketlab.protocol.http2.Http2Session;
import socketlab.protocol.http2.client.ClientLimits;

/**
 * The services of gRPC over sockets. What a call does does not depend on the pattern, since none of
 * it runs by a worker: so each transport has one pattern of loops, beside one whose loop has
 * workers, and both that block.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("variants")
@Timeout(60)
class GrpcEndpointsTest {
  private static final String TEST = "grpc.testing.TestService/";
  private static final GrpcLimits LIMITS = new GrpcLimits(1 << 20, 8 << 20);
  private static final List<String> PATTERNS =
      List.of(
          "sharded over",
          "message-balancing over epoll",
          "thread-per-connection",
          "virtual-threads");

  static Stream<Variant> variants() {
    return Variant.all().stream()
        .filter(variant -> PATTERNS.stream().anyMatch(variant.toString()::startsWith));
  }

  @Parameter Variant variant;
  private final List<Throwable> failures = new ArrayList<>();
  private final GrpcEndpoints endpoints = new GrpcEndpoints(LIMITS, failures::add);
  private TestServer server;
  private GrpcConnection client;

  @BeforeEach
  void start() throws IOException {
    HttpConfig config =
        new HttpConfig(
            new Router(endpoints.routes()), HttpLimits.DEFAULT, HttpDate.NONE, failures::add);
    server =
        TestServer.of(variant)
            .sessions(Http1Session.factory(config, Http2Session.factory(config)))
            .start();
    client = new GrpcConnection(server.address());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.awaitOpen(0);
    assertEquals(0, endpoints.timers());
    assertEquals(LIMITS.heldBytes(), endpoints.memoryLeft());
    endpoints.close();
    server.close();
    assertEquals(List.of(), failures);
  }

  private WaitedCall unary(SimpleRequest request, CallOptions options) throws IOException {
    return client.unary(TEST + "UnaryCall", request.toByteArray(), options);
  }

  private static SimpleRequest asking(int size) {
    return SimpleRequest.newBuilder().setResponseSize(size).build();
  }

  private static StreamingOutputCallRequest streaming(int micros, int... sizes) {
    StreamingOutputCallRequest.Builder request = StreamingOutputCallRequest.newBuilder();
    for (int size : sizes) {
      request.addResponseParameters(
          ResponseParameters.newBuilder().setSize(size).setIntervalUs(micros));
    }
    return request.build();
  }

  private static int size(byte[] message) throws IOException {
    return StreamingOutputCallResponse.parseFrom(message).getPayload().getBody().size();
  }

  private static void assertStatus(GrpcCode code, WaitedCall call) throws IOException {
    assertEquals(code, call.status().code(), call.status().message());
  }

  @Test
  void oneRequestGetsOneAnswer() throws IOException {
    WaitedCall call = unary(asking(314_159), CallOptions.NONE);
    assertStatus(GrpcCode.OK, call);
    assertEquals(
        314_159, SimpleResponse.parseFrom(call.next().orElseThrow()).getPayload().getBody().size());
    assertTrue(call.next().isEmpty());
  }

  @Test
  void theMessagesOfAStreamComeInTheirTime() throws IOException {
    long begun = System.nanoTime();
    WaitedCall call =
        client.unary(
            TEST + "StreamingOutputCall",
            streaming(20_000, 31_415, 9, 2_653, 58_979).toByteArray(),
            CallOptions.NONE);
    assertStatus(GrpcCode.OK, call);
    assertTrue(System.nanoTime() - begun >= 80_000_000, "each waits for 20 ms");
    for (int size : new int[] {31_415, 9, 2_653, 58_979}) {
      assertEquals(size, size(call.next().orElseThrow()));
    }
  }

  @Test
  void aStreamOfRequestsGetsOneAnswer() throws IOException {
    WaitedCall call = client.begin(TEST + "StreamingInputCall", CallOptions.NONE);
    for (int size : new int[] {27_182, 8, 1_828, 945_904}) {
      call.send(
          StreamingInputCallRequest.newBuilder()
              .setPayload(Payload.newBuilder().setBody(ByteString.copyFrom(new byte[size])))
              .build()
              .toByteArray());
    }
    call.end();
    assertStatus(GrpcCode.OK, call);
    assertEquals(
        974_922,
        StreamingInputCallResponse.parseFrom(call.next().orElseThrow()).getAggregatedPayloadSize());
  }

  @Test
  void bothSidesStreamAndRequestsThatAreEarlyWait() throws IOException {
    WaitedCall call = client.begin(TEST + "FullDuplexCall", CallOptions.NONE);
    for (int i = 1; i <= 30; i++) {
      call.send(streaming(i % 10 == 0 ? 5_000 : 0, i, 1_000 + i).toByteArray());
    }
    for (int i = 1; i <= 30; i++) {
      assertEquals(i, size(call.next().orElseThrow()));
      assertEquals(1_000 + i, size(call.next().orElseThrow()));
    }
    call.end();
    assertStatus(GrpcCode.OK, call);
    WaitedCall half = client.begin(TEST + "HalfDuplexCall", CallOptions.NONE);
    half.send(streaming(0, 1).toByteArray()).send(streaming(0, 2, 3).toByteArray()).end();
    assertStatus(GrpcCode.OK, half);
    assertEquals(3, half.waiting());
  }

  @Test
  void metadataStatusAndCompressionAreAsAsked() throws IOException {
    CallOptions options =
        CallOptions.NONE.with(
            new Field("x-grpc-test-echo-initial", "test_initial_metadata_value"),
            BinaryValue.field("x-grpc-test-echo-trailing-bin", new byte[] {1, 2, 3}));
    WaitedCall call = unary(asking(1), options);
    assertStatus(GrpcCode.OK, call);
    assertEquals(
        "test_initial_metadata_value", call.field("x-grpc-test-echo-initial").orElseThrow());
    assertEquals("AQID", call.field("x-grpc-test-echo-trailing-bin").orElseThrow());
    SimpleRequest failing =
        SimpleRequest.newBuilder()
            .setResponseStatus(EchoStatus.newBuilder().setCode(2).setMessage("\t\ntest ☺😈\r\n"))
            .build();
    assertEquals(
        new GrpcStatus(GrpcCode.UNKNOWN, "\t\ntest ☺😈\r\n"),
        unary(failing, CallOptions.NONE).status());
    BoolValue yes = BoolValue.newBuilder().setValue(true).build();
    SimpleRequest compressed =
        asking(5_000).toBuilder().setExpectCompressed(yes).setResponseCompressed(yes).build();
    assertStatus(GrpcCode.INVALID_ARGUMENT, unary(compressed, CallOptions.NONE));
    WaitedCall sent = client.begin(TEST + "UnaryCall", CallOptions.NONE.compressed());
    sent.sendCompressed(compressed.toByteArray()).end();
    assertStatus(GrpcCode.OK, sent);
    assertEquals(1, sent.compressed());
  }

  @Test
  void aDeadlineEndsWhatTakesLonger() throws IOException {
    WaitedCall call =
        client.unary(
            TEST + "StreamingOutputCall",
            streaming(60_000_000, 1).toByteArray(),
            CallOptions.NONE.within(50_000_000));
    assertStatus(GrpcCode.DEADLINE_EXCEEDED, call);
  }

  @Test
  void aCancelledCallLeavesNothingBehind() throws IOException {
    WaitedCall call =
        client.begin(TEST + "FullDuplexCall", CallOptions.NONE.within(60_000_000_000L));
    call.send(streaming(0, 31_415).toByteArray());
    assertEquals(31_415, size(call.next().orElseThrow()));
    call.send(streaming(60_000_000, 1).toByteArray());
    client.flush();
    eventually().until(() -> endpoints.timers() == 2);
    call.cancel();
    eventually().until(() -> endpoints.timers() == 0);
    assertStatus(GrpcCode.OK, unary(asking(0), CallOptions.NONE));
  }

  @Test
  void whatIsWrongIsSaidByTheStatus() throws IOException {
    assertStatus(
        GrpcCode.UNIMPLEMENTED,
        client.unary(TEST + "UnimplementedCall", new byte[0], CallOptions.NONE));
    assertStatus(
        GrpcCode.UNIMPLEMENTED,
        client.unary(
            "grpc.testing.UnimplementedService/UnimplementedCall", new byte[0], CallOptions.NONE));
    assertStatus(
        GrpcCode.INTERNAL, client.unary(TEST + "UnaryCall", new byte[] {-1}, CallOptions.NONE));
    assertStatus(GrpcCode.INVALID_ARGUMENT, unary(asking(-1), CallOptions.NONE));
    assertStatus(GrpcCode.RESOURCE_EXHAUSTED, unary(asking(2 << 20), CallOptions.NONE));
    WaitedCall none = client.begin(TEST + "UnaryCall", CallOptions.NONE);
    none.end();
    assertStatus(GrpcCode.UNIMPLEMENTED, none);
    WaitedCall two = client.begin(TEST + "EmptyCall", CallOptions.NONE);
    two.send(new byte[0]).send(new byte[0]).end();
    assertStatus(GrpcCode.UNIMPLEMENTED, two);
    WaitedCall large = client.begin(TEST + "StreamingInputCall", CallOptions.NONE);
    large.send(new byte[(1 << 20) + 1]);
    assertStatus(GrpcCode.RESOURCE_EXHAUSTED, large);
    WaitedCall bomb = client.begin(TEST + "StreamingInputCall", CallOptions.NONE.compressed());
    bomb.sendCompressed(new byte[20 << 20]);
    assertStatus(GrpcCode.RESOURCE_EXHAUSTED, bomb);
  }

  /** A client with a narrow window gets a long stream bit by bit, and the server keeps little. */
  @Test
  void aStreamWaitsForWhoReadsSlowly() throws IOException {
    int[] sizes = new int[40];
    java.util.Arrays.fill(sizes, 100_000);
    try (GrpcConnection narrow =
        new GrpcConnection(server.address(), new ClientLimits(5_000, 65_535, 16_384))) {
      WaitedCall call =
          narrow.unary(
              TEST + "StreamingOutputCall", streaming(0, sizes).toByteArray(), CallOptions.NONE);
      assertStatus(GrpcCode.OK, call);
      assertEquals(40, call.waiting());
    }
  }

  @Test
  void healthIsToldAndEndsWithTheServer() throws Exception {
    HealthCheckRequest asked =
        HealthCheckRequest.newBuilder().setService("grpc.testing.TestService").build();
    WaitedCall check =
        client.unary("grpc.health.v1.Health/Check", asked.toByteArray(), CallOptions.NONE);
    assertEquals(ServingStatus.SERVING, health(check));
    byte[] unknown = HealthCheckRequest.newBuilder().setService("no").build().toByteArray();
    assertStatus(
        GrpcCode.NOT_FOUND, client.unary("grpc.health.v1.Health/Check", unknown, CallOptions.NONE));
    WaitedCall watch = client.begin("grpc.health.v1.Health/Watch", CallOptions.NONE);
    watch.send(new byte[0]).end();
    assertEquals(ServingStatus.SERVING, health(watch));
    WaitedCall nobody = client.begin("grpc.health.v1.Health/Watch", CallOptions.NONE);
    nobody.send(unknown).end();
    assertEquals(ServingStatus.SERVICE_UNKNOWN, health(nobody));
    Thread stopping = new Thread(() -> server.stop(TestServer.SOON));
    stopping.start();
    assertEquals(ServingStatus.NOT_SERVING, health(watch));
    assertStatus(GrpcCode.UNAVAILABLE, watch);
    client.close();
    stopping.join();
  }

  private static ServingStatus health(WaitedCall call) throws IOException {
    return HealthCheckResponse.parseFrom(call.next().orElseThrow()).getStatus();
  }

  @Test
  void reflectionTellsDefinitionsThatFitTogether() throws Exception {
    for (String version : List.of("v1", "v1alpha")) {
      String service = "grpc.reflection." + version + ".ServerReflection";
      WaitedCall call = client.begin(service + "/ServerReflectionInfo", CallOptions.NONE);
      call.send(ServerReflectionRequest.newBuilder().setListServices("").build().toByteArray());
      List<String> names =
          answer(call).getListServicesResponse().getServiceList().stream()
              .map(one -> one.getName())
              .toList();
      assertTrue(names.contains(service), names::toString);
      for (String name : names) {
        call.send(
            ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(name)
                .build()
                .toByteArray());
        Map<String, FileDescriptorProto> files = new HashMap<>();
        for (ByteString file :
            answer(call).getFileDescriptorResponse().getFileDescriptorProtoList()) {
          FileDescriptorProto proto = FileDescriptorProto.parseFrom(file);
          files.put(proto.getName(), proto);
        }
        assertTrue(
            files.values().stream()
                .anyMatch(
                    file ->
                        build(file, files)
                                .findServiceByName(name.substring(name.lastIndexOf('.') + 1))
                            != null),
            name);
      }
      call.send(
          ServerReflectionRequest.newBuilder()
              .setFileContainingSymbol("no.such.Name")
              .build()
              .toByteArray());
      assertEquals(GrpcCode.NOT_FOUND.number(), answer(call).getErrorResponse().getErrorCode());
      call.end();
      assertStatus(GrpcCode.OK, call);
    }
  }

  private static ServerReflectionResponse answer(WaitedCall call) throws IOException {
    return ServerReflectionResponse.parseFrom(call.next().orElseThrow());
  }

  private static FileDescriptor build(
      FileDescriptorProto file, Map<String, FileDescriptorProto> files) {
    try {
      return FileDescriptor.buildFrom(
          file,
          file.getDependencyList().stream()
              .map(name -> build(files.get(name), files))
              .toArray(FileDescriptor[]::new));
    } catch (com.google.protobuf.Descriptors.DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }
}
