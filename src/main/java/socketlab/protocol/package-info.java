// SPDX-License-Identifier: Apache-2.0

/**
 * Sans-IO protocols: bytes in, bytes out; no socket, no thread, no clock. A {@link
 * socketlab.protocol.Session} is fed by whoever owns the connection, and a test can be that owner.
 */
package socketlab.protocol;
