// SPDX-License-Identifier: Apache-2.0

/**
 * Servers as processes of their own: how each is started, where it is pinned, and what it has used;
 * and the lab's own.
 */
package socketlab.compare.server;
