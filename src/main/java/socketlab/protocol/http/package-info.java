// SPDX-License-Identifier: Apache-2.0

/**
 * HTTP/1.1 as a sans-IO session, by RFC 9110 (semantics) and RFC 9112 (messages). Read {@link
 * socketlab.protocol.http.HttpSession} first.
 */
package socketlab.protocol.http;
