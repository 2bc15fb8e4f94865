// SPDX-License-Identifier: Apache-2.0

/**
 * The client side of durable publishing, the same for every server but for its protocol: each
 * publisher sends a message, waits until the server has confirmed that it is kept, and sends the
 * next.
 */
package socketlab.bench.publish;
