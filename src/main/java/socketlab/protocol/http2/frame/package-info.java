// SPDX-License-Identifier: Apache-2.0

/**
 * The frames of HTTP/2 (RFC 9113 sections 4 and 6): read in any cut, and written. What is wrong
 * with a frame by itself is found here; what it means for a stream is not.
 */
package socketlab.protocol.http2.frame;
