// SPDX-License-Identifier: Apache-2.0
package socketlab.app.grpc;

import java.util.Map;
import java.util.Set;
import socketlab.app.grpc.message.HealthCheckRequest;
import socketlab.app.grpc.message.HealthCheckResponse;
import socketlab.app.grpc.message.HealthCheckResponse.ServingStatus;
import socketlab.protocol.grpc.CallListener;
import socketlab.protocol.grpc.GrpcCall;
import socketlab.protocol.grpc.GrpcService;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;

/**
 * {@code grpc.health.v1.Health}: what is served here serves until the server stops. Balancers ask
 * it whether to send requests here.
 *
 * @param services their names
 */
record HealthService(Set<String> services) {
  static final String NAME = "grpc.health.v1.Health";

  GrpcService service() {
    return new GrpcService(
        NAME,
        Map.of(
            "Check",
            Messages.single(
                HealthCheckRequest.parser(), (request, _, call) -> check(request, call)),
            "Watch",
            Watch::new));
  }

  private boolean isServed(HealthCheckRequest request) {
    // The empty name means the server as a whole.
    return request.getService().isEmpty() || services.contains(request.getService());
  }

  private void check(HealthCheckRequest request, GrpcCall call) throws GrpcError {
    if (!isServed(request)) {
      throw new GrpcError(GrpcCode.NOT_FOUND, "there is no service of this name here");
    }
    Messages.answer(call, response(ServingStatus.SERVING));
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  /** Says what is, and at the end that it is no more. */
  private final class Watch implements CallListener {
    private final GrpcCall call;
    private final CallListener single;
    private boolean begun;

    Watch(GrpcCall call) throws GrpcError {
      this.call = call;
      single =
          Messages.single(HealthCheckRequest.parser(), (request, _, _) -> begin(request))
              .begin(call);
    }

    private void begin(HealthCheckRequest request) {
      begun = true;
      boolean isServed = isServed(request);
      tell(isServed ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN);
    }

    private void tell(ServingStatus status) {
      call.send(response(status).toByteArray());
    }

    @Override
    public void message(byte[] bytes, int from, int length, boolean compressed) throws GrpcError {
      single.message(bytes, from, length, compressed);
    }

    @Override
    public void ended() throws GrpcError {
      single.ended();
    }

    @Override
    public void stopping() {
      if (begun) {
        tell(ServingStatus.NOT_SERVING);
      }
      call.end(new GrpcStatus(GrpcCode.UNAVAILABLE, "the server stops"));
    }
  }
}
