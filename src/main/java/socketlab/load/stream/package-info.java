// SPDX-License-Identifier: Apache-2.0

/**
 * Load of the other direction: connections that wait for what a server has to tell, and what comes
 * of a message that is published to them.
 *
 * <pre>
 *   Publisher ──POST, the time in it──▶ server ──events, socket, poll──▶ StreamClient × N
 *                                                                          └─▶ StreamTally ─▶ StreamResult
 * </pre>
 */
package socketlab.load.stream;
