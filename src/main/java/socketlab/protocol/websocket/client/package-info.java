// SPDX-License-Identifier: Apache-2.0

/** WebSocket as a client speaks it: the handshake, messages that come, frames that are masked. */
package socketlab.protocol.websocket.client;
