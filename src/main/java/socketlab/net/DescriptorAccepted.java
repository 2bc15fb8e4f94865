// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import socketlab.linux.socket.Sockets;

/** A connection accepted by the native helper: what the native loops read. */
record DescriptorAccepted(int fd) implements Accepted {
  @Override
  public void close() {
    Sockets.close(fd);
  }
}
