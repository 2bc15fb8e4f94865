// SPDX-License-Identifier: Apache-2.0

/**
 * What the lab serves by gRPC: the service that the public interoperability tests ask for, the
 * health service, and reflection for tools. Read {@link socketlab.app.grpc.TestService} first.
 */
package socketlab.app.grpc;
