// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import java.nio.channels.ServerSocketChannel;
import socketlab.linux.libc.NativeException;

/**
 * A listener's accept queue, now.
 *
 * <pre>
 *   SYN ──▶ [ SYN queue ] ──▶ [ accept queue ■■■□□□ ] ──▶ accept()
 *                               └─ queued ─┘    │
 *                               └──── cap + 1 ──┘   the kernel tests queued &gt; cap
 * </pre>
 *
 * @param queued connections that are established and wait for accept; 0 to {@code cap + 1}
 * @param cap the effective backlog: what listen was asked for, or net.core.somaxconn at that moment
 *     if that was less
 */
public record ListenQueue(int queued, int cap) {

  /**
   * Asks the kernel, by TCP_INFO, whose fields {@code tcpi_unacked} and {@code tcpi_sacked} mean
   * this for a listener (tcp_get_info in net/ipv4/tcp.c).
   *
   * @param fd a socket in LISTEN state
   * @throws IllegalArgumentException when it is in another state
   * @throws NativeException EBADF, ENOTSOCK, or another when it is not TCP
   */
  public static ListenQueue of(int fd) {
    TcpInfo info = TcpInfo.of(fd);
    if (info.state() != TcpState.LISTEN) {
      throw new IllegalArgumentException("not a listener: the socket is in " + info.state());
    }
    return new ListenQueue((int) info.unacked(), (int) info.sacked());
  }

  /** The same, of a channel that the caller keeps open. */
  public static ListenQueue of(ServerSocketChannel listener) {
    return of(Descriptors.of(listener));
  }

  /**
   * Calls listen again: the queue keeps what it holds and takes a new cap. The JDK has no such
   * call, and asks for 50 when it is given a backlog below 1.
   *
   * @param listener bound, and kept open by the caller
   * @param backlog 0 or more; a negative one is, to the kernel, a very large one
   * @throws NativeException as listen(2)
   */
  public static void listen(ServerSocketChannel listener, int backlog) {
    NativeException.check("listen", SocketCalls.listen(Descriptors.of(listener), backlog));
  }

  /** Whether the next connection would be turned away: the queue holds one more than its cap. */
  public boolean isFull() {
    return queued > cap;
  }
}
