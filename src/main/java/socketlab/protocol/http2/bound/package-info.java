// SPDX-License-Identifier: Apache-2.0

/**
 * What bounds a connection of HTTP/2: how much it may keep, how often the peer may do what asks for
 * nothing, and of which ended streams it is still known how they ended.
 */
package socketlab.protocol.http2.bound;
