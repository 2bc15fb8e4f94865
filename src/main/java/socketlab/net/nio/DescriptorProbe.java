// SPDX-License-Identifier: Apache-2.0
package socketlab.net.nio;

import socketlab.linux.libc.Errno;
import socketlab.linux.libc.Platform;
import socketlab.linux.libc.Proc;

/**
 * Why the JDK got no socket: it tells what went wrong in words alone, which are the C library's and
 * the locale's. So a file is opened: if that fails too, there is no descriptor to be had.
 */
final class DescriptorProbe {
  private DescriptorProbe() {}

  /**
   * @param otherwise the errno to take where descriptors are to be had
   * @return EMFILE where none is; it may be the machine that has none, which is rarer
   */
  static int errno(Errno otherwise) {
    if (!Platform.availability().isAvailable()) {
      return Errno.EIO.number();
    }
    return Proc.canOpenAnother() ? otherwise.number() : Errno.EMFILE.number();
  }
}
