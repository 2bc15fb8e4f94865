// SPDX-License-Identifier: Apache-2.0

/**
 * Topics without HTTP: what is published gets an offset, is kept, and reaches all subscribers.
 *
 * <pre>
 *   publish ─▶ Topic ─▶ MessageLog ── kept ──▶ Topic ─▶ Audience, one a loop ─▶ Subscriber
 *                        │    ▲                          (one task for all)       │
 *                        │    └──────── the next message from its offset on ──────┘
 *                        └ in memory, or on disk with the newest in memory
 * </pre>
 *
 * <p>A message is kept and encoded once, however many subscribers it has; a subscriber is an offset
 * and a link. So what a slow one costs is its place, and what its connection has not sent.
 */
package socketlab.app.topics.hub;
