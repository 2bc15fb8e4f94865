// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import socketlab.app.grpc.GrpcEndpoints;
import socketlab.app.route.RouteGroup;
import socketlab.cli.name.Options;
import socketlab.protocol.grpc.wire.GrpcLimits;

/** How large a message of gRPC may be. */
final class GrpcOptions implements EndpointPart {
  private int messageBytes;

  @Override
  public void addTo(Options options) {
    options
        .option(
            "--max-message-bytes",
            Integer.class,
            value -> messageBytes = value,
            "The largest message of gRPC, also when it comes compressed; a larger one ends the call"
                + " with RESOURCE_EXHAUSTED.")
        .defaultValue(Integer.toString(GrpcLimits.MESSAGE_BYTES))
        .paramLabel("N");
  }

  @Override
  public RouteGroup routes(Setting setting) {
    int most =
        EndpointPart.count("--max-message-bytes", messageBytes, GrpcLimits.MOST_MESSAGE_BYTES);
    // An eighth of the heap: a message is there twice while it unfolds or grows.
    long held = Math.max(most, Runtime.getRuntime().maxMemory() / 8);
    return new GrpcEndpoints(new GrpcLimits(most, held), setting.failures());
  }
}
