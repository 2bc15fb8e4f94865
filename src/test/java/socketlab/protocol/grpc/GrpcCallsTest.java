// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.grpc.WiredCalls.Raw;
import socketlab.protocol.grpc.WiredCalls.Told;
import socketlab.protocol.grpc.client.CallOptions;
import socketlab.protocol.grpc.wire.BinaryValue;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.grpc.wire.LengthPrefixedReader;
import socketlab.protocol.http.Field;
import socketlab.protocol.http2.client.ClientLimits;

/** Calls of all kinds, what is wrong with some, and what is said of it. */
@Timeout(60)
class GrpcCallsTest {
  private static final Field GRPC = new Field("content-type", "application/grpc");

  /** What a method heard, in order. */
  private final List<String> heard = new ArrayList<>();

  /** The call that has begun last. */
  private GrpcCall begun;

  /** Sends back what comes, as it comes. */
  private class Echo implements CallListener {
    final GrpcCall call;

    Echo(GrpcCall call) {
      this.call = call;
      begun = call;
    }

    @Override
    public void message(byte[] bytes, int from, int length, boolean compressed) throws GrpcError {
      heard.add(
          new String(bytes, from, Math.min(length, 10), UTF_8) + (compressed ? " (gzip)" : ""));
      call.send(bytes, from, length, compressed);
    }

    @Override
    public void ended() throws GrpcError {
      heard.add("ended");
      call.end(GrpcStatus.OK);
    }

    @Override
    public void cancelled() {
      heard.add("cancelled");
    }

    @Override
    public void stopping() {
      call.end(new GrpcStatus(GrpcCode.UNAVAILABLE, "the server stops"));
    }
  }

  /** Answers nothing by itself. */
  private final class Silent extends Echo {
    Silent(GrpcCall call) {
      super(call);
    }

    @Override
    public void message(byte[] bytes, int from, int length, boolean compressed) {
      heard.add(length + " bytes");
    }

    @Override
    public void ended() {
      heard.add("ended");
    }
  }

  private final Map<String, GrpcMethod> methods =
      Map.of(
          "Echo",
          Echo::new,
          "Silent",
          Silent::new,
          "Compressing",
          call -> {
            call.offerCompression();
            return new Echo(call);
          },
          "Metadata",
          call -> {
            call.head(new Field("x-head", call.metadata("x-ask")));
            byte[] bytes = call.binaryMetadata("x-ask-bin");
            call.end(
                new GrpcStatus(GrpcCode.ABORTED, "100 % ☺\n"), BinaryValue.field("x-bin", bytes));
            return new Silent(call);
          },
          "Refuses",
          _ -> {
            throw new GrpcError(GrpcCode.PERMISSION_DENIED, "not you");
          },
          "Fails",
          call ->
              new Echo(call) {
                @Override
                public void ended() {
                  throw new IllegalStateException("a bug");
                }
              });

  private final WiredCalls wired = new WiredCalls(methods);

  private static void assertStatus(GrpcCode code, Told told) {
    assertEquals(code, told.status == null ? null : told.status.code(), () -> "" + told.status);
  }

  private void assertNothingIsKept() {
    assertEquals(0, wired.clock.pending());
    assertEquals(WiredCalls.LIMITS.heldBytes(), wired.config.memory().left());
  }

  @Test
  void aConversationGoesBothWays() {
    Told told = wired.begin("Echo").send("one");
    wired.turn();
    assertEquals(List.of("one"), told.messages);
    told.send("two").send("").end();
    wired.turn();
    assertEquals(List.of("one", "two", ""), told.messages);
    assertStatus(GrpcCode.OK, told);
    assertEquals(List.of("one", "two", "", "ended"), heard);
    assertNothingIsKept();
  }

  @Test
  void manyCallsOfLargeMessagesShareAConnection() {
    List<Told> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Told told = wired.begin("Echo").send("x".repeat(i * 900)).send("y" + i).end();
      calls.add(told);
    }
    wired.turn();
    for (int i = 0; i < 20; i++) {
      assertStatus(GrpcCode.OK, calls.get(i));
      assertEquals("y" + i, calls.get(i).messages.get(1));
      assertEquals(i * 900, calls.get(i).messages.get(0).length());
    }
    assertNothingIsKept();
  }

  @Test
  void metadataGoesBothWaysAndAStatusAloneIsAHead() {
    CallOptions options =
        CallOptions.NONE.with(
            new Field("x-ask", "a"), BinaryValue.field("x-ask-bin", new byte[] {1, 2}));
    Told told = wired.begin("Metadata", options).end();
    wired.turn();
    assertEquals(new GrpcStatus(GrpcCode.ABORTED, "100 % ☺\n"), told.status);
    assertEquals(List.of(), told.head);
    assertTrue(told.trailers.contains(new Field("x-head", "a")), told.trailers::toString);
    assertTrue(told.trailers.contains(new Field("x-bin", "AQI")), told.trailers::toString);
    Told broken =
        wired.begin(
            "Metadata",
            CallOptions.NONE.with(new Field("x-ask", "a"), new Field("x-ask-bin", "?")));
    wired.turn();
    assertStatus(GrpcCode.INTERNAL, broken);
  }

  @Test
  void aMethodRefusesOrFails() {
    Told refused = wired.begin("Refuses").send("x").end();
    Told failed = wired.begin("Fails").send("x").end();
    wired.turn();
    assertEquals(new GrpcStatus(GrpcCode.PERMISSION_DENIED, "not you"), refused.status);
    assertStatus(GrpcCode.UNKNOWN, failed);
    assertEquals(1, wired.failures.size());
    assertNothingIsKept();
  }

  @Test
  void whatIsNotHereIsUnimplemented() {
    Told method = wired.begin("Missing").send("x").end();
    wired.turn();
    assertStatus(GrpcCode.UNIMPLEMENTED, method);
    assertEquals("the service lab.Test has no such method", method.status.message());
    Raw service = wired.raw("/lab.Other/Echo", new byte[5], GRPC);
    assertEquals(200, service.status);
    assertTrue(service.head.contains("grpc-status: 12"), service.head::toString);
    assertTrue(service.complete);
    assertTrue(wired.raw("/", new byte[5], GRPC).head.contains("grpc-status: 12"));
  }

  @Test
  void whatIsNoGrpcGets415() {
    for (String type :
        List.of(
            "application/json", "application/grpc-web", "application/grpc+json", "text/plain")) {
      assertEquals(
          415, wired.raw("/lab.Test/Echo", new byte[5], new Field("content-type", type)).status);
    }
    for (String type : List.of("application/grpc+proto", "Application/gRPC; a=b")) {
      Raw raw = wired.raw("/lab.Test/Echo", new byte[5], new Field("content-type", type));
      assertEquals(List.of("grpc-status: 0"), raw.trailers);
    }
  }

  @Test
  void messagesComeAndLeaveCompressed() {
    Told told = wired.begin("Compressing", CallOptions.NONE.compressed());
    told.call.send(WiredCalls.text("a".repeat(9_000)), true);
    told.send("plain").end();
    wired.turn();
    assertEquals(List.of("aaaaaaaaaa (gzip)", "plain", "ended"), heard);
    assertEquals(List.of("a".repeat(9_000) + " (gzip)", "plain"), told.messages);
    assertTrue(told.head.contains(new Field("grpc-encoding", "gzip")), told.head::toString);
    // Nobody offered it, so nothing is compressed.
    Told plain = wired.begin("Echo", CallOptions.NONE.compressed());
    plain.call.send(WiredCalls.text("b"), true).end();
    wired.turn();
    assertEquals(List.of("b"), plain.messages);
  }

  @Test
  void anUnknownCompressionIsUnimplementedAndTheAnswerSaysWhatIsKnown() {
    Raw raw = wired.raw("/lab.Test/Echo", new byte[5], GRPC, new Field("grpc-encoding", "snappy"));
    assertTrue(raw.head.contains("grpc-status: 12"), raw.head::toString);
    assertTrue(raw.head.contains("grpc-accept-encoding: identity, gzip"), raw.head::toString);
    Raw identity =
        wired.raw("/lab.Test/Echo", new byte[5], GRPC, new Field("grpc-encoding", "identity"));
    assertEquals(List.of("grpc-status: 0"), identity.trailers);
  }

  @Test
  void malformedBodiesAreInternalErrors() {
    for (byte[] body :
        List.of(
            new byte[] {2, 0, 0, 0, 0},
            new byte[] {1, 0, 0, 0, 0},
            new byte[] {0, 0, 0},
            new byte[] {0, 0, 0, 0, 9, 1, 2})) {
      Raw raw = wired.raw("/lab.Test/Silent", body, GRPC);
      assertTrue(raw.head.contains("grpc-status: 13"), () -> raw.head + " " + raw.trailers);
    }
    Raw raw = wired.raw("/lab.Test/Echo", new byte[5], GRPC, new Field("grpc-timeout", "1x"));
    assertTrue(raw.head.contains("grpc-status: 13"), raw.head::toString);
    assertNothingIsKept();
  }

  @Test
  void aMessageThatIsTooLargeEndsTheCallBeforeItIsRead() {
    Told told = wired.begin("Silent");
    told.call.send(new byte[WiredCalls.LIMITS.messageBytes() + 1]);
    wired.turn();
    assertStatus(GrpcCode.RESOURCE_EXHAUSTED, told);
    assertEquals(List.of(), heard);
    Told fits = wired.begin("Silent");
    fits.call.send(new byte[WiredCalls.LIMITS.messageBytes()]);
    wired.turn();
    assertEquals(List.of("100000 bytes"), heard);
    fits.call.cancel();
    wired.turn();
    assertNothingIsKept();
  }

  @Test
  void theDeadlineEndsTheCallAndTheMethodHears() {
    Told told = wired.begin("Silent", CallOptions.NONE.within(1_000_000)).send("x");
    wired.turn();
    wired.clock.pass(999_999);
    wired.turn();
    assertEquals(null, told.status);
    wired.clock.pass(1);
    wired.turn();
    assertStatus(GrpcCode.DEADLINE_EXCEEDED, told);
    assertEquals(List.of("1 bytes", "cancelled"), heard);
    assertTrue(begun.isOver());
    // What the method says now is of no effect.
    begun.send(new byte[3]);
    begun.end(GrpcStatus.OK);
    wired.turn();
    assertNothingIsKept();
  }

  /** A client that reads no more still gets the status, and no message is cut in two. */
  @Test
  void theDeadlineLetsTheMessageThatHasBegunLeave() {
    WiredCalls narrow = new WiredCalls(methods, new ClientLimits(1_000, 65_535, 16_384));
    Told told = narrow.begin("Silent", CallOptions.NONE.within(5)).end();
    narrow.turn();
    narrow.wire.stopReading();
    begun.send(new byte[5_000]);
    begun.send(new byte[70_000]);
    narrow.turn();
    narrow.clock.pass(5);
    narrow.wire.startReading();
    narrow.turn();
    assertStatus(GrpcCode.DEADLINE_EXCEEDED, told);
    assertEquals(5_000, told.bytes);
    assertEquals(WiredCalls.LIMITS.heldBytes(), narrow.config.memory().left());
  }

  @Test
  void aCallThatHasEndedHasNoDeadlineAnyMore() {
    Told told = wired.begin("Echo", CallOptions.NONE.within(1_000_000)).send("x").end();
    wired.turn();
    assertStatus(GrpcCode.OK, told);
    assertNothingIsKept();
    assertEquals(List.of("x", "ended"), heard);
  }

  @Test
  void theMethodHearsThatTheClientHasCancelled() {
    Told told = wired.begin("Echo", CallOptions.NONE.within(1_000_000)).send("x");
    wired.turn();
    told.call.cancel();
    wired.turn();
    assertEquals(List.of("x", "cancelled"), heard);
    assertTrue(begun.isOver());
    assertNothingIsKept();
    Told other = wired.begin("Silent");
    wired.turn();
    wired.wire.close();
    assertEquals("cancelled", heard.getLast());
    assertEquals(null, other.status);
    assertNothingIsKept();
  }

  /** A close is heard as the end of what the client sends, also behind a whole request. */
  @Test
  void theMethodHearsThatTheClientIsGone() {
    wired.begin("Silent", CallOptions.NONE.within(1_000_000)).send("x").end();
    wired.turn();
    wired.wire.end();
    assertEquals(List.of("1 bytes", "ended", "cancelled"), heard);
    assertNothingIsKept();
  }

  @Test
  void whoDoesNotReadIsNotReadFrom() {
    WiredCalls narrow = new WiredCalls(methods, new ClientLimits(1_000, 65_535, 16_384));
    Raw raw = new Raw();
    raw.takes = false;
    Output body = new Output(64);
    for (int i = 0; i < 300; i++) {
      LengthPrefixedReader.putPrefix(false, 2_000, body);
      body.put(new byte[2_000]);
    }
    int sent = narrow.sent(raw, body);
    assertFalse(begun.isReady());
    int most = (64 * 1024 + 2 * 2_000) / 2_000;
    assertTrue(heard.size() <= most, () -> heard.size() + " messages were read");
    assertTrue(sent < 200_000, () -> sent + " bytes were taken");
    raw.takes = true;
    narrow.connection.consumed(raw.stream, raw.bytes, narrow.out);
    assertEquals(body.size(), sent + narrow.sentOn(raw, body, sent));
    assertEquals(300, heard.size() - 1);
    assertEquals(body.size(), raw.bytes);
    assertEquals(List.of("grpc-status: 0"), raw.trailers);
  }

  @Test
  void aClientMayThinkBetweenMessagesButNotInside() {
    Told told = wired.begin("Echo").send("x");
    wired.turn();
    wired.wire.pass(3_600_000_000_000L);
    told.send("y");
    wired.turn();
    assertEquals(List.of("x", "y"), told.messages);
    told.end();
    wired.turn();
    assertStatus(GrpcCode.OK, told);
    Told inside = wired.begin("Silent");
    wired.turn();
    wired.wire.pass(3_600_000_000_000L);
    byte[] half = {0, 0, 0, 0, 9, 1, 2};
    wired.connection.send(3, half, 0, half.length, false, wired.out);
    wired.turn();
    assertEquals(null, inside.status);
    wired.wire.pass(20_000_000_000L);
    wired.turn();
    assertStatus(GrpcCode.CANCELLED, inside);
    assertNothingIsKept();
  }

  @Test
  void aStopEndsWhatMightGoOnForEver() {
    Told told = wired.begin("Echo").send("x");
    wired.turn();
    wired.wire.stop();
    wired.turn();
    assertEquals(new GrpcStatus(GrpcCode.UNAVAILABLE, "the server stops"), told.status);
  }

  @Test
  void messagesThatDoNotLeaveAreBoundedTogether() {
    WiredCalls narrow = new WiredCalls(methods, new ClientLimits(1_000, 65_535, 16_384));
    narrow.wire.stopReading();
    List<GrpcCall> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      narrow.begin("Silent").end();
      narrow.turn();
      calls.add(begun);
      begun.send(new byte[90_000]);
    }
    long over = calls.stream().filter(GrpcCall::isOver).count();
    assertTrue(over >= 4 && over <= 8, () -> over + " of 10 had no room");
    narrow.wire.close();
    assertEquals(WiredCalls.LIMITS.heldBytes(), narrow.config.memory().left());
  }
}
