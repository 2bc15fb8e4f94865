// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import socketlab.experiment.tool.Until;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpSocketRow;
import socketlab.linux.socket.TcpState;

/**
 * The same fact from each place that tells it: TCP_INFO, /proc/net/tcp, ss, the counters. What is
 * asked must stand still meanwhile.
 */
public final class KernelReadings {
  private static final String TCP_INFO = "TCP_INFO";
  private static final String PROC = "/proc/net/tcp";
  private static final String SS = "ss";

  private KernelReadings() {}

  /** Connections that wait for accept. */
  public static Map<String, Double> queued(ServerSocketChannel listener) throws IOException {
    int port = port(listener.getLocalAddress());
    Map<String, Double> readings = new LinkedHashMap<>();
    readings.put(TCP_INFO, (double) ListenQueue.of(listener).queued());
    TcpSocketRow.readAll().stream()
        .filter(row -> row.state() == TcpState.LISTEN && row.local().getPort() == port)
        .forEach(row -> readings.put(PROC, (double) row.receiveQueue()));
    ss(readings, row -> row.isIn(TcpState.LISTEN) && row.localPort() == port, true);
    return readings;
  }

  /** The effective backlog. /proc/net/tcp does not tell it. */
  public static Map<String, Double> cap(ServerSocketChannel listener) throws IOException {
    int port = port(listener.getLocalAddress());
    Map<String, Double> readings = new LinkedHashMap<>();
    readings.put(TCP_INFO, (double) ListenQueue.of(listener).cap());
    ss(readings, row -> row.isIn(TcpState.LISTEN) && row.localPort() == port, false);
    return readings;
  }

  /** Bytes that a connection has received and nobody has read. */
  public static Map<String, Double> receiveQueue(SocketChannel connection) throws IOException {
    return bytes(port(connection.getLocalAddress()), port(connection.getRemoteAddress()), true);
  }

  /** Bytes that the other end of a connection has sent, or is to send, without an ACK so far. */
  public static Map<String, Double> peersSendQueue(SocketChannel connection) throws IOException {
    return bytes(port(connection.getRemoteAddress()), port(connection.getLocalAddress()), false);
  }

  private static Map<String, Double> bytes(int local, int remote, boolean receiveQueue) {
    Map<String, Double> readings = new LinkedHashMap<>();
    TcpSocketRow.readAll().stream()
        .filter(row -> row.local().getPort() == local && row.remote().getPort() == remote)
        .forEach(
            row ->
                readings.put(PROC, (double) (receiveQueue ? row.receiveQueue() : row.sendQueue())));
    ss(readings, row -> row.localPort() == local && row.peerPort() == remote, receiveQueue);
    return readings;
  }

  private static int port(SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }

  /** Clients in a state, as the clients' side of each connection has it. */
  public static Map<String, Double> in(TcpState state, ConnectingClients clients) {
    int port = clients.server().getPort();
    Map<String, Double> readings = new LinkedHashMap<>();
    readings.put(TCP_INFO, (double) clients.in(state));
    readings.put(
        PROC,
        (double)
            TcpSocketRow.readAll().stream()
                .filter(row -> row.state() == state && row.remote().getPort() == port)
                .count());
    ssCount(readings, row -> row.isIn(state) && row.peerPort() == port);
    return readings;
  }

  /** Half-open connections of a listener, which no descriptor stands for yet. */
  public static Map<String, Double> halfOpen(ServerSocketChannel listener) throws IOException {
    int port = port(listener.getLocalAddress());
    Map<String, Double> readings = new LinkedHashMap<>();
    readings.put(PROC, (double) halfOpenByProc(port));
    ssCount(readings, row -> row.isIn(TcpState.SYN_RECV) && row.localPort() == port);
    return readings;
  }

  /** The same from one place alone, for a look in between. */
  public static double halfOpenNow(ServerSocketChannel listener) throws IOException {
    return halfOpenByProc(port(listener.getLocalAddress()));
  }

  private static long halfOpenByProc(int port) {
    return TcpSocketRow.readAll().stream()
        .filter(row -> row.state() == TcpState.SYN_RECV && row.local().getPort() == port)
        .count();
  }

  /**
   * SYNs that a full queue dropped: as the clients who sent them count, and as the kernel that
   * dropped them does. A retry between two readings is waited out.
   */
  public static Map<String, Double> drops(ConnectingClients clients) throws InterruptedException {
    try {
      Until.holds(
          "both sides count the same", () -> clients.overflows() == clients.synsSentInVain());
    } catch (TimeoutException _) {
      // They disagree, and that is what the readings will say.
    }
    Map<String, Double> readings = new LinkedHashMap<>();
    readings.put("clients' TCP_INFO", (double) clients.synsSentInVain());
    readings.put("ListenOverflows", (double) clients.overflows());
    return readings;
  }

  /** How far some counters have moved; they should have moved alike. */
  public static Map<String, Double> counted(NetCounters before, String... names) {
    NetCounters now = NetCounters.read();
    Map<String, Double> readings = new LinkedHashMap<>();
    for (String name : names) {
      readings.put(name, (double) now.since(before, name));
    }
    return readings;
  }

  private static void ss(
      Map<String, Double> readings, Predicate<Ss.Row> which, boolean receiveQueue) {
    Ss.read()
        .flatMap(rows -> rows.stream().filter(which).findFirst())
        .ifPresent(
            row ->
                readings.put(SS, (double) (receiveQueue ? row.receiveQueue() : row.sendQueue())));
  }

  private static void ssCount(Map<String, Double> readings, Predicate<Ss.Row> which) {
    Ss.read().ifPresent(rows -> readings.put(SS, (double) rows.stream().filter(which).count()));
  }
}
