// SPDX-License-Identifier: Apache-2.0

/**
 * Sockets and the threads that drive them: listeners, connections, the event loop with one small
 * file a transport behind it, and the blocking readers. They know a protocol only as {@link
 * socketlab.protocol.Session}.
 */
package socketlab.net;
