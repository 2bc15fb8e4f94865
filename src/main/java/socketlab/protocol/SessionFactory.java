// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

/** Opens a protocol's session for a new connection. Thread-safe: every loop calls the same one. */
@FunctionalInterface
public interface SessionFactory {
  Session open(Peer peer);
}
