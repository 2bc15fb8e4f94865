// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.function.IntConsumer;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Platform;
import socketlab.linux.libc.Sysctl;
import socketlab.linux.network.NetworkNamespace;
import socketlab.linux.network.Tun;
import socketlab.linux.process.Affinity;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.SocketOptions;

/** What the native helper can do on this machine, found out by doing it. */
public final class Features {

  private Features() {}

  /**
   * One thing it can do.
   *
   * @param name as an option or call is known to its manual page
   * @param purpose what the lab uses it for, half a line
   * @param availability found when {@link #probe} ran
   */
  public record Feature(String name, String purpose, Availability availability) {}

  /**
   * Tries each feature; opens a socket on the loopback interface and a namespace for a moment, and
   * changes nothing.
   */
  public static List<Feature> probe() {
    return List.of(
        new Feature("native calls", "everything below", Platform.availability()),
        new Feature(
            "channel descriptor",
            "socket options the JDK does not have",
            Descriptors.availability()),
        new Feature("CPU affinity", "pin a thread to a CPU", Affinity.availability()),
        new Feature("TCP_INFO", "the accept queue's length and cap", onListener(ListenQueue::of)),
        new Feature(
            "TCP_DEFER_ACCEPT",
            "accept a connection only when data has come",
            onListener(fd -> SocketOptions.setDeferAccept(fd, 1))),
        new Feature("TCP_FASTOPEN", "data in the SYN", fastOpen()),
        new Feature(
            "SO_INCOMING_CPU",
            "a shard that gets the packets of one CPU",
            onListener(fd -> SocketOptions.setIncomingCpu(fd, 0))),
        new Feature(
            "SO_ATTACH_REUSEPORT_CBPF",
            "choose the shard by CPU",
            onListener(fd -> SocketOptions.steerByCpu(fd, 1))),
        new Feature(
            "network namespace", "private counters and sysctls", NetworkNamespace.availability()),
        new Feature("TUN", "a link with delay, loss and rate", Tun.availability()));
  }

  /**
   * The option alone is taken and does nothing: the server's half is a bit of the sysctl,
   * ip-sysctl.rst.
   */
  private static Availability fastOpen() {
    return onListener(fd -> SocketOptions.setFastOpen(fd, 1))
        .and(
            () ->
                (Sysctl.readLong("net.ipv4.tcp_fastopen") & 2) != 0
                    ? Availability.yes()
                    : Availability.no(
                        "the server's half is off; sysctl -w net.ipv4.tcp_fastopen=3"));
  }

  private static Availability onListener(IntConsumer use) {
    return Platform.availability()
        .and(Descriptors::availability)
        .and(
            () -> {
              try (ServerSocketChannel listener = ServerSocketChannel.open()) {
                listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                return Availability.ofTrying(() -> use.accept(Descriptors.of(listener)));
              } catch (IOException e) {
                throw new UncheckedIOException("a listener on the loopback interface", e);
              }
            });
  }
}
