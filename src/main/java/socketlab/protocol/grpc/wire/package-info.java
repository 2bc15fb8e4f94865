// SPDX-License-Identifier: Apache-2.0

/**
 * What both sides of gRPC write and read: messages in the bytes of a body, the status of a call,
 * and the values of its fields.
 */
package socketlab.protocol.grpc.wire;
