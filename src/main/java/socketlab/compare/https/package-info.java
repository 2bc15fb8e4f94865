// SPDX-License-Identifier: Apache-2.0

/**
 * The ways to HTTPS beside each other: how many round trips each needs until the answer begins,
 * counted from the packets of a link and from the clock; and what a handshake costs a server.
 */
package socketlab.compare.https;
