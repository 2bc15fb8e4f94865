// SPDX-License-Identifier: Apache-2.0
package socketlab.app.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.protocol.grpc.GrpcConfig;
import socketlab.protocol.grpc.GrpcHandler;
import socketlab.protocol.grpc.GrpcService;
import socketlab.protocol.grpc.wire.GrpcLimits;
import socketlab.protocol.http.Method;

/**
 * The services of gRPC, beside all else that the server has: a call is a POST to {@code
 * /SERVICE/METHOD}. None of them blocks a thread.
 */
public final class GrpcEndpoints implements RouteGroup {
  private static final String TEST = "grpc.testing.TestService";

  /** Bytes of a message beside its payload. */
  private static final int AROUND_PAYLOAD = 64;

  private static final List<String> SERVICES =
      List.of(TEST, HealthService.NAME, ReflectionService.NAME, ReflectionService.OLD_NAME);

  private final TimerClock clock = new TimerClock();
  private final GrpcConfig config;

  /**
   * @param failures told of what methods threw; any thread
   */
  public GrpcEndpoints(GrpcLimits limits, Consumer<Throwable> failures) {
    config = new GrpcConfig(limits, clock, failures);
  }

  /** Those of the services, and last whatever else is asked for by gRPC. */
  @Override
  public List<Route> routes() {
    GrpcHandler handler = new GrpcHandler(config, this::services);
    List<Route> routes = new ArrayList<>();
    SERVICES.forEach(name -> routes.add(route("/" + name + "/", handler)));
    routes.add(route("/", handler).when(GrpcHandler::isGrpc));
    return routes;
  }

  private static Route route(String path, GrpcHandler handler) {
    return Route.streaming(path, true, List.of(Method.POST), List.of(), handler);
  }

  private List<GrpcService> services() {
    ReflectionService reflection = new ReflectionService(SERVICES);
    int largest = Math.max(0, config.limits().messageBytes() - AROUND_PAYLOAD);
    return List.of(
        new TestService(largest).service(),
        new HealthService(Set.copyOf(SERVICES)).service(),
        reflection.service(ReflectionService.NAME),
        reflection.service(ReflectionService.OLD_NAME));
  }

  /** Deadlines and waits that are to come. */
  public int timers() {
    return clock.pending();
  }

  /** Bytes that messages may take beside those that are there. */
  public long memoryLeft() {
    return config.memory().left();
  }

  @Override
  public void close() {
    clock.close();
  }
}
