// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import socketlab.linux.libc.NativeException;

/**
 * The interface {@code lo} of the calling thread's network namespace. A new namespace has it, but
 * down: even 127.0.0.1 is then unreachable.
 */
public final class Loopback {

  private static final String NAME = "lo";

  private Loopback() {}

  /** Whether {@code lo} is up. */
  public static boolean isUp() {
    try (InterfaceRequest lo = new InterfaceRequest(NAME)) {
      return lo.isUp();
    }
  }

  /**
   * Brings {@code lo} up; nothing changes when it is.
   *
   * @throws NativeException EPERM when the namespace is not the caller's own
   */
  public static void up() {
    try (InterfaceRequest lo = new InterfaceRequest(NAME)) {
      lo.up();
    }
  }
}
