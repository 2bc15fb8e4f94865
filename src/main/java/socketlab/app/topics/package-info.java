// SPDX-License-Identifier: Apache-2.0

/**
 * Publish-subscribe as endpoints: {@code /topics/NAME} to publish to, and to read by polls, as
 * server-sent events and over a WebSocket. What a topic is and how a message reaches its
 * subscribers is in {@link socketlab.app.topics.hub}.
 */
package socketlab.app.topics;
