// SPDX-License-Identifier: Apache-2.0

/**
 * Sockets and the threads that drive them, which know a protocol only as {@link
 * socketlab.protocol.Session}. From below: {@code listen} (listeners and what they offer), {@code
 * loop} (the event loop and its endpoints), one package a transport, {@code blocking} and {@code
 * work}; and here, which transports there are.
 */
package socketlab.net;
