// SPDX-License-Identifier: Apache-2.0
package socketlab.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import socketlab.linux.PrivateNetwork;
import socketlab.linux.PrivateNetworkExtension;
import socketlab.linux.libc.NativeException;
import socketlab.linux.process.Threads;

/** What a link promises, seen through sockets. */
@PrivateNetwork
class LinkTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int TRIES = 5;

  @BeforeAll
  static void aLinkCanBeHad() {
    PrivateNetworkExtension.needs(Link.availability());
  }

  @Test
  void aRoundTripIsTwiceTheDelay() throws IOException {
    Duration delay = Duration.ofMillis(5);
    try (Link _ = Link.open(LinkOptions.ofDelay(delay));
        Pair pair = new Pair()) {
      double[] late = new double[101];
      for (int i = 0; i < late.length; i++) {
        long waited = waitedForACpu();
        long start = System.nanoTime();
        pair.client.write(ByteBuffer.allocate(64));
        ByteBuffer echo = ByteBuffer.allocate(100);
        pair.server.send(ByteBuffer.allocate(64), pair.server.receive(echo));
        pair.client.read(echo);
        long took = System.nanoTime() - start;
        assertTrue(took >= 2 * delay.toNanos(), took + " ns");
        late[i] = (took - 2 * delay.toNanos() - (waitedForACpu() - waited)) / 1e6;
      }
      Arrays.sort(late);
      // Each way at most one millisecond, beside what the machine took from the two threads.
      assertTrue(late[late.length / 2] < 2, () -> Arrays.toString(late));
    }
  }

  /** The thread of the link, and this one: how long they could have run and had no CPU. */
  private static long waitedForACpu() {
    return Stream.concat(
            Threads.names().entrySet().stream()
                .filter(thread -> thread.getValue().equals("lab-link"))
                .map(Map.Entry::getKey),
            Stream.of(Threads.currentTid()))
        .mapToLong(tid -> Threads.cpuTime(tid).waited())
        .sum();
  }

  @Test
  void aServerIsReachedAtThePeerAndSeesAnother() throws IOException {
    try (Link link = Link.open(LinkOptions.ofDelay(Duration.ofMillis(1)));
        ServerSocket server = new ServerSocket(0, 5, Link.own());
        Socket client = new Socket(Link.peer(), server.getLocalPort());
        Socket accepted = server.accept()) {
      // A reset leaves nothing behind that would be sent again, over the link of the next test.
      client.setSoLinger(true, 0);
      accepted.setSoLinger(true, 0);
      byte[] message = new byte[300_000];
      Arrays.fill(message, (byte) 'x');
      Thread.ofVirtual().start(() -> writeAll(client, message));
      assertEquals(message.length, accepted.getInputStream().readAllBytes().length);
      assertEquals(InetAddress.getByName("10.98.0.3"), accepted.getInetAddress());
      assertTrue(link.counters().out().bytes() > message.length);
      assertTrue(link.counters().back().packets() > 0);
      assertEquals(0, link.counters().out().lost() + link.counters().out().dropped());
    }
  }

  @Test
  void theSeedChoosesWhatIsLost() throws IOException {
    List<Integer> arrived = arrived(new LinkOptions(Duration.ZERO, 0.1, 0, 1000, 42), 5_000);
    assertEquals(4_500, arrived.size(), 3 * Math.sqrt(5_000 * 0.1 * 0.9));
    assertEquals(arrived, arrived(new LinkOptions(Duration.ZERO, 0.1, 0, 1000, 42), 5_000));
  }

  /** The numbers of those that arrived; a few at a time, so that no buffer is ever full. */
  private static List<Integer> arrived(LinkOptions options, int datagrams) throws IOException {
    List<Integer> arrived = new ArrayList<>();
    try (Link link = Link.open(options);
        Pair pair = new Pair()) {
      pair.server.configureBlocking(false);
      ByteBuffer packet = ByteBuffer.allocate(64);
      for (int i = 0; i < datagrams; i++) {
        pair.client.write(packet.clear().putInt(0, i));
        if (i % 50 == 49) {
          long sent = i + 1;
          await(() -> link.counters().out().packets() + link.counters().out().lost() == sent);
          while (pair.server.receive(packet.clear()) != null) {
            arrived.add(packet.getInt(0));
          }
        }
      }
      assertEquals(datagrams - arrived.size(), link.counters().out().lost());
      assertEquals(new LinkCounters.Direction(0, 0, 0, 0), link.counters().back());
    }
    return arrived;
  }

  /**
   * Once more when the machine kept the link from its CPU for so long that TCP sent again and
   * slowed down, which is not made up for; a wrong rate is wrong each time.
   */
  @Test
  void aRateLetsThroughWhatItSays() throws IOException {
    double off = drift();
    for (int i = 1; i < TRIES && Math.abs(off) > 0.05; i++) {
      off = drift();
    }
    assertEquals(0, off, 0.05);
  }

  /** By how much of the rate's time the link is slower than that. */
  private static double drift() throws IOException {
    LinkOptions options = new LinkOptions(Duration.ofMillis(1), 0, 20_000_000, 1000, 1);
    try (Link _ = Link.open(options);
        ServerSocket server = new ServerSocket(0, 5, Link.own());
        Socket client = new Socket(Link.peer(), server.getLocalPort());
        Socket accepted = server.accept()) {
      client.setSoLinger(true, 0);
      accepted.setSoLinger(true, 0);
      int chunk = 50_000;
      double[] millis = new double[40];
      Thread.ofVirtual().start(() -> writeAll(client, new byte[(millis.length + 4) * chunk]));
      // The first ones fill the queue.
      accepted.getInputStream().readNBytes(4 * chunk);
      // Of 1500 bytes a packet, headers and the timestamp option take 52.
      double perChunk = 1e3 * chunk * 8 * (1500.0 / 1448) / options.rate();
      long start = System.nanoTime();
      for (int i = 0; i < millis.length; i++) {
        accepted.getInputStream().readNBytes(chunk);
        millis[i] = (System.nanoTime() - start) / 1e6 - i * perChunk;
      }
      return drift(millis) / (millis.length / 2 * perChunk);
    }
  }

  /**
   * How much later than they should what came in the second half is than what came in the first. On
   * a busy machine some come late, and none comes early: so the soonest of each half count.
   */
  private static double drift(double[] late) {
    int half = late.length / 2;
    return Arrays.stream(late, half, late.length).min().orElseThrow()
        - Arrays.stream(late, 0, half).min().orElseThrow();
  }

  @Test
  void whatTheQueueCannotHoldIsDropped() throws IOException {
    LinkOptions options = new LinkOptions(Duration.ZERO, 0, 1_000_000, 20, 1);
    try (Link link = Link.open(options);
        Pair pair = new Pair()) {
      for (int i = 0; i < 200; i++) {
        pair.client.write(ByteBuffer.allocate(100));
      }
      await(() -> link.counters().out().packets() + link.counters().out().dropped() == 200);
      assertTrue(link.counters().out().packets() >= 20, link.counters().toString());
      assertTrue(link.counters().out().dropped() > 0, link.counters().toString());
    }
  }

  @Test
  void anErrorOfThePeerFindsItsSender() throws IOException {
    try (Link _ = Link.open(LinkOptions.ofDelay(Duration.ofMillis(1)));
        DatagramChannel client = DatagramChannel.open()) {
      client.connect(new InetSocketAddress(Link.peer(), 9));
      client.write(ByteBuffer.allocate(10));
      assertThrows(PortUnreachableException.class, () -> client.read(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void whatIsNotForThePeerIsIgnored() throws IOException {
    try (Link link = Link.open(LinkOptions.ofDelay(Duration.ZERO));
        DatagramChannel client = DatagramChannel.open()) {
      long before = link.counters().ignored();
      client.send(ByteBuffer.allocate(10), new InetSocketAddress("10.99.7.7", 9));
      await(() -> link.counters().ignored() > before);
      assertEquals(0, link.counters().out().packets());
    }
  }

  @Test
  void aNamespaceHasRoomForOneAndItEndsWithClose() throws IOException {
    try (Link link = Link.open(LinkOptions.ofDelay(Duration.ZERO))) {
      assertNotNull(NetworkInterface.getByName("lab0"));
      NativeException second =
          assertThrows(NativeException.class, () -> Link.open(LinkOptions.ofDelay(Duration.ZERO)));
      assertTrue(second.getMessage().contains("EBUSY"), second.getMessage());
      assertFalse(link.failure().toCompletableFuture().isDone());
    }
    assertNull(NetworkInterface.getByName("lab0"));
  }

  private static void writeAll(Socket client, byte[] message) {
    try {
      client.getOutputStream().write(message);
      client.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(java.util.concurrent.Callable<Boolean> state) {
    Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(state);
  }

  /** Two UDP sockets with the link between them. */
  private static final class Pair implements AutoCloseable {
    final DatagramChannel server = DatagramChannel.open();
    final DatagramChannel client = DatagramChannel.open();

    Pair() throws IOException {
      server.bind(new InetSocketAddress(Link.own(), 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      client.connect(new InetSocketAddress(Link.peer(), port));
    }

    @Override
    public void close() throws IOException {
      server.close();
      client.close();
    }
  }
}
