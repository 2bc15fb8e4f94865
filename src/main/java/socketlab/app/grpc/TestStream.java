// SPDX-License-Identifier: Apache-2.0
package socketlab.app.grpc;

import java.util.ArrayDeque;
import java.util.Deque;
import socketlab.app.grpc.message.ResponseParameters;
import socketlab.app.grpc.message.StreamingOutputCallRequest;
import socketlab.app.grpc.message.StreamingOutputCallResponse;
import socketlab.protocol.grpc.CallListener;
import socketlab.protocol.grpc.GrpcCall;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.http.Field;

/**
 * A call that is answered by a stream of messages, each made when there is room for it and its time
 * has come. Confined to the connection's thread, but for {@link #cancelled}.
 */
final class TestStream implements CallListener {
  /** Which requests it has, and when it answers them. */
  enum Kind {
    ONE_REQUEST,
    AS_THEY_COME,
    WHEN_ALL_HAVE_COME
  }

  /** Requests that are kept until all have come. */
  private static final int MOST_KEPT = 100;

  private static final long NANOS_PER_MICRO = 1_000;

  private final Kind kind;
  private final TestService service;
  private final GrpcCall call;
  private final Field[] trailers;
  private final Deque<StreamingOutputCallRequest> requests = new ArrayDeque<>();

  /** The next message of the first request. */
  private int next;

  private boolean ended;

  /** The time of the next message has come, or it has none to wait for. */
  private volatile boolean due;

  /** Its clock runs. */
  private boolean waits;

  private volatile Runnable timer = () -> {};

  TestStream(Kind kind, TestService service, GrpcCall call, Field[] trailers) {
    this.kind = kind;
    this.service = service;
    this.call = call;
    this.trailers = trailers;
  }

  /** One request after the other, unless all are to be kept. */
  @Override
  public boolean takes() {
    return kind != Kind.AS_THEY_COME || requests.isEmpty();
  }

  @Override
  public void message(byte[] bytes, int from, int length, boolean compressed) throws GrpcError {
    StreamingOutputCallRequest request =
        Messages.parse(StreamingOutputCallRequest.parser(), bytes, from, length);
    TestService.checkSizes(request);
    if (kind == Kind.ONE_REQUEST && !requests.isEmpty()) {
      throw new GrpcError(GrpcCode.UNIMPLEMENTED, "this method has exactly one request");
    }
    if (requests.size() == MOST_KEPT) {
      throw new GrpcError(
          GrpcCode.RESOURCE_EXHAUSTED, "at most " + MOST_KEPT + " requests are kept");
    }
    requests.add(request);
    if (wantsCompression(request)) {
      call.offerCompression();
    }
    if (kind == Kind.AS_THEY_COME) {
      ready();
    }
  }

  private static boolean wantsCompression(StreamingOutputCallRequest request) {
    return request.getResponseParametersList().stream()
        .anyMatch(wanted -> wanted.getCompressed().getValue());
  }

  @Override
  public void ended() throws GrpcError {
    ended = true;
    if (kind == Kind.ONE_REQUEST && requests.isEmpty()) {
      throw new GrpcError(GrpcCode.UNIMPLEMENTED, "this method has exactly one request");
    }
    ready();
  }

  /** Sends what is due, as long as there is room. */
  @Override
  public void ready() throws GrpcError {
    if (kind != Kind.AS_THEY_COME && !ended) {
      return;
    }
    while (!requests.isEmpty() && !call.isOver()) {
      StreamingOutputCallRequest request = requests.peek();
      if (request.hasResponseStatus()) {
        call.end(TestService.status(request.getResponseStatus()), trailers);
        return;
      }
      if (next == request.getResponseParametersCount()) {
        next = 0;
        requests.poll();
      } else if (!call.isReady() || !isDue(request.getResponseParameters(next))) {
        return;
      } else {
        send(request.getResponseParameters(next++));
      }
    }
    if (ended) {
      call.end(GrpcStatus.OK, trailers);
    }
  }

  private boolean isDue(ResponseParameters wanted) {
    if (wanted.getIntervalUs() == 0) {
      return true;
    }
    if (!waits) {
      waits = true;
      due = false;
      timer = call.after(wanted.getIntervalUs() * NANOS_PER_MICRO, this::due);
      if (call.isOver()) {
        timer.run();
      }
    }
    return due;
  }

  /** By the clock. */
  private void due() {
    due = true;
    call.wake();
  }

  private void send(ResponseParameters wanted) throws GrpcError {
    waits = false;
    byte[] bytes =
        StreamingOutputCallResponse.newBuilder()
            .setPayload(service.payload(wanted.getSize()))
            .build()
            .toByteArray();
    call.send(bytes, 0, bytes.length, wanted.getCompressed().getValue());
  }

  @Override
  public void cancelled() {
    timer.run();
  }

  @Override
  public void stopping() {
    if (!ended) {
      call.end(new GrpcStatus(GrpcCode.UNAVAILABLE, "the server stops"));
    }
  }
}
