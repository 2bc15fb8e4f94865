// SPDX-License-Identifier: Apache-2.0

/** A thread for each connection, blocked in its calls, and the one clock they need. */
package socketlab.net.blocking;
