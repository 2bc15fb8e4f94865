// SPDX-License-Identifier: Apache-2.0

/**
 * Servers as processes of their own: how each is started, where it is pinned, and what it has used.
 */
package socketlab.compare.server;
