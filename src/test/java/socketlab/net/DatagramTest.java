// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.SOON;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.linux.poll.Epoll;
import socketlab.linux.socket.Descriptors;
import socketlab.net.epoll.EpollEndpoint;
import socketlab.net.epoll.EpollPoller;
import socketlab.net.listen.Listener;
import socketlab.net.loop.Endpoint;
import socketlab.net.loop.EventLoop;
import socketlab.net.loop.Poller;
import socketlab.net.nio.NioEndpoint;
import socketlab.net.nio.NioPoller;
import socketlab.net.rig.EachTransport;
import socketlab.net.rig.LoopRig;
import socketlab.net.rig.PlainPeer;
import socketlab.net.uring.Operation;
import socketlab.net.uring.UringPoller;
import socketlab.protocol.echo.EchoSession;

/**
 * Another kind of endpoint beside connections, on the same loops as they are: a socket for
 * datagrams, which come back to whoever sent them.
 */
@EachTransport
class DatagramTest {
  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** What all transports have in common: the socket, and what is done when it is readable. */
  private abstract static class DatagramEcho extends Endpoint {
    protected final DatagramChannel channel = DatagramChannel.open();
    private final ByteBuffer bytes = ByteBuffer.allocate(2048);

    DatagramEcho(EventLoop loop) throws IOException {
      super(loop);
      channel.configureBlocking(false);
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    abstract void watch() throws IOException;

    abstract void forget();

    /** By the loop's thread. */
    InetSocketAddress begin() throws IOException {
      join();
      watch();
      return (InetSocketAddress) channel.getLocalAddress();
    }

    void readable() {
      try {
        while (true) {
          bytes.clear();
          loop.called(1);
          InetSocketAddress from = (InetSocketAddress) channel.receive(bytes);
          if (from == null) {
            return;
          }
          loop.counters().bytesIn(bytes.position());
          loop.called(1);
          channel.send(bytes.flip(), from);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void close() {
      if (leave()) {
        forget();
        try {
          channel.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    protected void drain() {
      readable();
      close();
    }

    @Override
    protected boolean cutOff() {
      close();
      return false;
    }
  }

  private static final class NioDatagrams extends DatagramEcho implements NioEndpoint {
    private final NioPoller poller;

    NioDatagrams(EventLoop loop, NioPoller poller) throws IOException {
      super(loop);
      this.poller = poller;
    }

    @Override
    void watch() throws IOException {
      poller.register(channel, SelectionKey.OP_READ, this);
    }

    @Override
    public void ready(SelectionKey key) {
      readable();
    }

    @Override
    void forget() {}
  }

  private static final class EpollDatagrams extends DatagramEcho implements EpollEndpoint {
    private final EpollPoller poller;

    EpollDatagrams(EventLoop loop, EpollPoller poller) throws IOException {
      super(loop);
      this.poller = poller;
    }

    @Override
    void watch() {
      poller.add(Descriptors.of(channel), Epoll.IN, this);
    }

    @Override
    public void ready(int mask) {
      readable();
    }

    @Override
    void forget() {
      poller.delete(Descriptors.of(channel));
    }
  }

  private static final class UringDatagrams extends DatagramEcho {
    private final UringPoller poller;
    private final Operation poll =
        new Operation() {
          @Override
          protected void completed(int result, int buffer) {
            if (isOpen()) {
              readable();
              if (!isUnderWay()) {
                watch();
              }
            }
          }
        };

    UringDatagrams(EventLoop loop, UringPoller poller) throws IOException {
      super(loop);
      this.poller = poller;
    }

    @Override
    void watch() {
      poller.ring().pollReadable(Descriptors.of(channel), poller.operations().begin(poll));
    }

    @Override
    void forget() {
      poller.operations().cancel(poll);
    }
  }

  private static DatagramEcho echo(EventLoop loop, Poller poller) {
    try {
      return switch (poller) {
        case NioPoller nio -> new NioDatagrams(loop, nio);
        case EpollPoller epoll -> new EpollDatagrams(loop, epoll);
        case UringPoller uring -> new UringDatagrams(loop, uring);
        default -> throw new IllegalArgumentException("a transport without a test: " + poller);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void datagramsComeBackBesideConnections() throws Exception {
    AtomicReference<Poller> poller = new AtomicReference<>();
    EventLoop loop =
        rig.loop(
            owner -> {
              poller.set(transport.poller(owner));
              return poller.get();
            });
    CompletableFuture<InetSocketAddress> at = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            at.complete(echo(loop, poller.get()).begin());
          } catch (IOException | RuntimeException e) {
            at.completeExceptionally(e);
          }
        });
    Listener listener = rig.listen(peer -> new EchoSession(peer, SOON.toNanos()));
    loop.accept(List.of(listener), loop::adopt);
    try (DatagramSocket socket = new DatagramSocket();
        PlainPeer peer = PlainPeer.to(listener.address())) {
      socket.setSoTimeout((int) SOON.toMillis());
      socket.connect(at.get(SOON.toSeconds(), TimeUnit.SECONDS));
      for (int i = 0; i < 100; i++) {
        byte[] message = ("datagram " + i).getBytes(US_ASCII);
        socket.send(new DatagramPacket(message, message.length));
        DatagramPacket back = new DatagramPacket(new byte[100], 100);
        socket.receive(back);
        assertEquals("datagram " + i, new String(back.getData(), 0, back.getLength(), US_ASCII));
        assertEquals("stream", peer.send("stream").read(6));
      }
      assertTrue(loop.counters().read().bytesIn() > 100 * 15);
      peer.end();
      assertEquals(0, LoopRig.stop(loop, SOON));
    }
  }
}
