// SPDX-License-Identifier: Apache-2.0
/**
 * The client's side of HTTP/2 (RFC 9113), without I/O: many requests on one connection, each with a
 * stream of its own, and their answers in whatever order they come.
 */
package socketlab.protocol.http2.client;
