// SPDX-License-Identifier: Apache-2.0

/**
 * A block of fields as a request: what makes it well-formed (RFC 9113 section 8), and what a
 * handler sees of it.
 */
package socketlab.protocol.http2.request;
