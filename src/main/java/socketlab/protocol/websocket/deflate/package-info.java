// SPDX-License-Identifier: Apache-2.0

/**
 * Compression for WebSocket (RFC 7692, permessage-deflate): what is agreed on in the opening
 * handshake, and messages compressed and inflated one by one.
 *
 * <pre>
 *   Sec-WebSocket-Extensions ─▶ Extension ─▶ DeflateTerms ─▶ the answer's field
 *
 *   message ─▶ DeflatePool ─▶ MessageCompressor ─▶ payload     (its frame has RSV1)
 *   payload ─▶ DeflatePool ─▶ MessageInflater   ─▶ message
 * </pre>
 *
 * <p>No context goes from one message to the next, in either direction, so that no connection has a
 * compressor of its own (256 KiB by zlib's account): the few of the pool serve all connections.
 */
package socketlab.protocol.websocket.deflate;
