// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import java.util.Map;

/**
 * A service and its methods.
 *
 * @param name with its package, such as {@code grpc.health.v1.Health}
 * @param methods by their names
 */
public record GrpcService(String name, Map<String, GrpcMethod> methods) {}
