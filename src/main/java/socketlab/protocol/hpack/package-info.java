// SPDX-License-Identifier: Apache-2.0

/**
 * HPACK (RFC 7541): how HTTP/2 writes fields in few bytes. A decoder with its tables, and an
 * encoder that needs none, so that any thread may encode an answer. It knows no frame and no
 * message.
 */
package socketlab.protocol.hpack;
