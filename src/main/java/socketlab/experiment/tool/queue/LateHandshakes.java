// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import socketlab.experiment.tool.Until;
import socketlab.link.Link;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpInfo;
import socketlab.linux.socket.TcpState;

/**
 * A listener behind a {@link Link} whose accept queue has one place left, and some clients whose
 * SYNs are all on their way to it: each finds room, and only one will find it at its last ACK. For
 * one thread.
 */
public final class LateHandshakes implements AutoCloseable {
  private static final int TRIES = 5;

  private final ServerSocketChannel listener =
      ServerSocketChannel.open().bind(new InetSocketAddress(Link.own(), 0));
  private final int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
  private final ConnectingClients clients =
      new ConnectingClients(new InetSocketAddress(Link.peer(), port));
  private final List<SocketChannel> late = new ArrayList<>();
  private final List<SocketChannel> accepted = new ArrayList<>();
  private NetCounters before;
  private int bytes;

  private LateHandshakes(int backlog) throws IOException {
    listener.configureBlocking(false);
    ListenQueue.listen(listener, backlog);
  }

  /**
   * Sends the SYNs; as often as it takes, since the last of them has to arrive before the first
   * handshake ends, a round trip later.
   *
   * @param backlog of the listener; so many clients are in the queue already
   * @param delay of the link, one way
   * @return empty when this thread was kept from its CPU each time
   */
  public static Optional<LateHandshakes> begin(int backlog, int count, Duration delay)
      throws IOException, InterruptedException, TimeoutException {
    for (int i = 0; i < TRIES; i++) {
      LateHandshakes handshakes = new LateHandshakes(backlog);
      if (handshakes.send(backlog, count) < delay.toNanos()) {
        return Optional.of(handshakes);
      }
      handshakes.close();
    }
    return Optional.empty();
  }

  /** Gives the nanoseconds between the first SYN and the last. */
  private long send(int backlog, int count)
      throws IOException, InterruptedException, TimeoutException {
    clients.connect(backlog);
    Until.holds("one place is left", () -> ListenQueue.of(listener).queued() == backlog);
    before = NetCounters.read();
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      late.add(clients.begin());
    }
    return System.nanoTime() - began;
  }

  public ServerSocketChannel listener() {
    return listener;
  }

  /** All of them, those in the queue first. */
  public ConnectingClients clients() {
    return clients;
  }

  /** The counters before the late SYNs. */
  public NetCounters before() {
    return before;
  }

  /** Each of the late sends a byte; they must believe that they are connected. */
  public void talk() throws IOException {
    for (SocketChannel one : late) {
      one.finishConnect();
      one.write(ByteBuffer.allocate(1));
    }
  }

  /** Those of the late who believe they are connected and had to send their byte again. */
  public long unheard() {
    return late.stream()
        .map(TcpInfo::of)
        .filter(info -> info.state() == TcpState.ESTABLISHED && info.retransmits() > 0)
        .count();
  }

  /** Takes who waits for accept, and gives how many were accepted so far. */
  public int accept() {
    try {
      for (SocketChannel next; (next = listener.accept()) != null; ) {
        next.configureBlocking(false);
        accepted.add(next);
      }
      return accepted.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what came to those accepted, and gives the bytes so far. */
  public int read() {
    try {
      for (SocketChannel one : accepted) {
        bytes += Math.max(0, one.read(ByteBuffer.allocate(16)));
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    clients.close();
    for (SocketChannel one : accepted) {
      one.close();
    }
    listener.close();
  }
}
