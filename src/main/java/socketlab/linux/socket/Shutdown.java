// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import java.nio.channels.SocketChannel;
import socketlab.linux.libc.NativeException;

/** Ends one direction of a connection below the JDK's back, shutdown(2). */
public final class Shutdown {

  private static final int SHUT_RD = 0;

  private Shutdown() {}

  /**
   * Ends the receiving direction: a thread that is blocked in the channel's read returns; a read
   * gets first the bytes that had arrived, then end of file.
   *
   * <p>{@link SocketChannel#shutdownInput} says end of file at once instead, and the bytes that had
   * arrived are lost.
   *
   * <p>Only this end is told: the peer may go on sending, and Linux goes on taking, so a read after
   * an end of file can return bytes again.
   *
   * <p>Any thread may call it, also while another reads; not while another closes the channel.
   *
   * @throws NativeException ENOTCONN when the peer reset the connection, EBADF when it is closed
   */
  public static void read(SocketChannel channel) {
    NativeException.check(
        "shutdown(SHUT_RD)", SocketCalls.shutdown(Descriptors.of(channel), SHUT_RD));
  }
}
