// SPDX-License-Identifier: Apache-2.0
package socketlab.net.nio;

import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.Platform;
import socketlab.linux.poll.EventFd;

/**
 * Why the JDK got no socket: it tells what went wrong in words alone, which are the C library's and
 * the locale's. So a descriptor is asked for: if there is none to be had, that was it.
 */
final class DescriptorProbe {
  private DescriptorProbe() {}

  /**
   * @param otherwise the errno to take where descriptors are to be had
   * @return EMFILE, ENFILE or ENOMEM where none is
   */
  static int errno(Errno otherwise) {
    if (!Platform.availability().isAvailable()) {
      return Errno.EIO.number();
    }
    try {
      new EventFd().close();
      return otherwise.number();
    } catch (NativeException e) {
      return e.errno();
    }
  }
}
