// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP/1.1 as a sans-IO session, by RFC 9112: the bytes that carry what {@link
 * socketlab.protocol.http} means, on the server's side. Read {@link
 * socketlab.protocol.http1.Http1Session} first.
 */
package socketlab.protocol.http1;
