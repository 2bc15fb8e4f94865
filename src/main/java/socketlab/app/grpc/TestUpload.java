// SPDX-License-Identifier: Apache-2.0
package socketlab.app.grpc;

import socketlab.app.grpc.message.StreamingInputCallRequest;
import socketlab.app.grpc.message.StreamingInputCallResponse;
import socketlab.protocol.grpc.CallListener;
import socketlab.protocol.grpc.GrpcCall;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;

/** {@code StreamingInputCall}: counts the bytes of all payloads. */
final class TestUpload implements CallListener {
  private final GrpcCall call;
  private int size;

  TestUpload(GrpcCall call) {
    this.call = call;
  }

  @Override
  public void message(byte[] bytes, int from, int length, boolean compressed) throws GrpcError {
    StreamingInputCallRequest request =
        Messages.parse(StreamingInputCallRequest.parser(), bytes, from, length);
    if (request.hasExpectCompressed()) {
      TestService.check(request.getExpectCompressed(), compressed);
    }
    size += request.getPayload().getBody().size();
  }

  @Override
  public void ended() {
    Messages.answer(
        call, StreamingInputCallResponse.newBuilder().setAggregatedPayloadSize(size).build());
  }

  @Override
  public void stopping() {
    call.end(new GrpcStatus(GrpcCode.UNAVAILABLE, "the server stops"));
  }
}
