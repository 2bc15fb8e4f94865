// SPDX-License-Identifier: Apache-2.0

/** A client of gRPC whose thread waits, for experiments and tests. */
package socketlab.experiment.tool.grpc;
