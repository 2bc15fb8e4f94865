// SPDX-License-Identifier: Apache-2.0

/**
 * The grammar that all versions of HTTP share, on bytes: characters and tokens (RFC 9110 section
 * 5.6), lists, and the parts of a URI (RFC 3986). It says yes or no and knows no message.
 */
package socketlab.protocol.http.grammar;
