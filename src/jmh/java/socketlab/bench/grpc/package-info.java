// SPDX-License-Identifier: Apache-2.0

/** What a call of gRPC costs a server, this one or another. */
package socketlab.bench.grpc;
