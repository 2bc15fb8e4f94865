// SPDX-License-Identifier: Apache-2.0

/**
 * The event loop: one thread that turns, its tasks and timers, and the endpoints it owns. What a
 * transport adds are a {@link socketlab.net.loop.Poller} and its endpoints.
 */
package socketlab.net.loop;
