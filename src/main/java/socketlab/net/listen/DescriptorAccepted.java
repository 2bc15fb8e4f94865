// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import socketlab.linux.socket.Sockets;

/** A connection accepted by the native helper: what the native loops read. */
public record DescriptorAccepted(int fd, Service service) implements Accepted {
  @Override
  public void close() {
    Sockets.close(fd);
  }
}
