// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import socketlab.linux.libc.Proc;

/**
 * A TCP socket of the calling thread's network namespace, a row of {@code /proc/net/tcp} or {@code
 * tcp6}: Documentation/networking/proc_net_tcp.rst.
 *
 * @param local its own address
 * @param remote its peer's, or the wildcard with port 0
 * @param state its state
 * @param sendQueue bytes that the peer has not acknowledged, sent or not; 0 of a listener
 * @param receiveQueue bytes not yet read; of a listener: connections that wait for accept
 * @param inode names the socket, as {@code /proc/PID/fd} does; 0 when no process holds it: not
 *     accepted yet, or already closed
 */
public record TcpSocketRow(
    InetSocketAddress local,
    InetSocketAddress remote,
    TcpState state,
    long sendQueue,
    long receiveQueue,
    long inode) {

  /**
   * All of them, IPv4 first; the kernel walks its tables while sockets come and go, so this is no
   * snapshot.
   */
  public static List<TcpSocketRow> readAll() {
    List<TcpSocketRow> rows = new ArrayList<>();
    // A JDK socket is IPv6 unless told otherwise, also when it speaks to 127.0.0.1: then it stands
    // in tcp6.
    for (String table : List.of("tcp", "tcp6")) {
      List<String> lines = Proc.lines("/proc/thread-self/net/" + table);
      lines.stream().skip(1).map(TcpSocketRow::parse).forEach(rows::add);
    }
    return rows;
  }

  /**
   * How many connections a port of this machine has that neither side has closed: established, or
   * with a peer that has ended. Those that wait for accept are among them.
   *
   * @param port the local one
   */
  public static int connectionsOf(int port) {
    String local = String.format(Locale.ROOT, ":%04X", port);
    Set<String> found = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : Proc.lines("/proc/thread-self/net/" + table)) {
        // There may be tens of thousands in TIME_WAIT, and each is a line.
        if (line.contains(local)) {
          String[] columns = line.strip().split(" +");
          TcpState state = TcpState.of(Integer.parseInt(columns[3], 16));
          if (columns[1].endsWith(local)
              && (state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT)) {
            // The kernel may show one twice, as its tables move meanwhile.
            found.add(columns[1] + columns[2]);
          }
        }
      }
    }
    return found.size();
  }

  /**
   * {@code 0: 0100007F:1F90 00000000:0000 0A 00000000:00000005 00:00000000 00000000 0 0 1598 …}.
   */
  static TcpSocketRow parse(String line) {
    String[] columns = line.strip().split(" +");
    String[] queues = columns[4].split(":");
    return new TcpSocketRow(
        address(columns[1]),
        address(columns[2]),
        TcpState.of(Integer.parseInt(columns[3], 16)),
        Long.parseLong(queues[0], 16),
        Long.parseLong(queues[1], 16),
        Long.parseLong(columns[9]));
  }

  /**
   * The address as words of the machine, each printed as a number: on a little-endian one bytes
   * come back to front.
   */
  private static InetSocketAddress address(String hex) {
    int colon = hex.indexOf(':');
    ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
    for (int at = 0; at < colon; at += 8) {
      bytes.putInt(Integer.parseUnsignedInt(hex, at, at + 8, 16));
    }
    int port = Integer.parseInt(hex, colon + 1, hex.length(), 16);
    try {
      // An IPv4 address mapped into IPv6 becomes an IPv4 one again.
      return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + hex, e);
    }
  }
}
