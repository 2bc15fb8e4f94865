// SPDX-License-Identifier: Apache-2.0

/**
 * WebSocket (RFC 6455), the server's side, as a session that takes over from HTTP: frames in and
 * out, messages to a handler, the closing handshake.
 *
 * <pre>
 *   Upgrade (HTTP) ──101──▶ WebSocketSession ─ bytes ─▶ FrameHead ─▶ MessageBuffer ─▶ handler
 *                                  ▲                                   (Utf8)            │
 *                                  └────────────── Frames ◀── WebSocket ◀────────────────┘
 * </pre>
 *
 * <p>It knows no HTTP version: who carries the opening handshake passes the connection on.
 */
package socketlab.protocol.websocket;
