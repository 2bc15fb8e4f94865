// SPDX-License-Identifier: Apache-2.0

/** Listeners: sockets in LISTEN state, what they offer to who connects, and the limits of that. */
package socketlab.net.listen;
