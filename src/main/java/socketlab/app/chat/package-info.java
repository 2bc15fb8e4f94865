// SPDX-License-Identifier: Apache-2.0

/**
 * A chat over WebSocket: {@code /ws/chat?room=R&name=N}. Who comes is told who is there and what
 * was said last; then each hears of each message, and of who comes and goes.
 *
 * <pre>
 *   ChatSocket ─ enter · say · leave ─▶ Room ─▶ ChatAudience ─ one task a loop ─▶ ChatSocket
 *                                         └── the last ChatEvents, each made a frame once
 * </pre>
 */
package socketlab.app.chat;
