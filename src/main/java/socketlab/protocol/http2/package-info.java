// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP/2 as a sans-IO session, by RFC 9113: many requests at once on one connection, each a stream
 * that carries what {@link socketlab.protocol.http} means, on the server's side. Read {@link
 * socketlab.protocol.http2.Http2Session} first.
 */
package socketlab.protocol.http2;
