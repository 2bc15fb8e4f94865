// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.uring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import socketlab.linux.LoopbackConnection;
import socketlab.linux.OnLinux;
import socketlab.linux.libc.Errno;
import socketlab.linux.poll.EventFd;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.Sockets;

/** Each submission by its name, against the kernel. */
@OnLinux
class IoUringTest {
  private static final int GROUP = 3;
  private static final long WAIT_NANOS = 10_000_000_000L;

  private IoUring ring;

  /** A completion, copied: the ring's own is gone once it was read. */
  private record Completion(long data, int result, boolean last, int buffer) {}

  @BeforeEach
  void open() {
    Assumptions.assumeTrue(IoUring.availability().isAvailable(), "no io_uring here");
    ring = new IoUring(8, 32);
    ring.enable();
  }

  @AfterEach
  void close() {
    if (ring != null) {
      ring.close();
    }
  }

  /** Waits for so many, and takes all there are. */
  private List<Completion> await(int count) {
    List<Completion> all = new ArrayList<>();
    long until = System.nanoTime() + WAIT_NANOS;
    while (all.size() < count) {
      assertTrue(System.nanoTime() - until < 0, () -> "only " + all);
      ring.submitAndWait(count - all.size(), WAIT_NANOS / 10);
      int ready = ring.completions();
      for (int i = 0; i < ready; i++) {
        all.add(new Completion(ring.data(i), ring.result(i), ring.isLast(i), ring.buffer(i)));
      }
      ring.read(ready);
    }
    return all;
  }

  private void assertNothingCame() {
    ring.submitAndWait(0);
    assertEquals(0, ring.completions());
  }

  @Test
  void acceptsOneConnectionAfterTheOtherUntilItIsCancelled() throws Exception {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(LoopbackConnection.ANY_PORT);
      ring.acceptMultishot(Descriptors.of(listener), 7);
      assertNothingCame();
      for (int i = 0; i < 3; i++) {
        try (SocketChannel _ = SocketChannel.open(listener.getLocalAddress())) {
          Completion accepted = await(1).getFirst();
          assertEquals(7, accepted.data());
          assertFalse(accepted.last());
          assertTrue(accepted.result() > 2);
          ring.close(accepted.result());
        }
      }
      ring.cancel(7);
      Completion last = await(1).getFirst();
      assertEquals(-Errno.ECANCELED.number(), last.result());
      assertTrue(last.last());
    }
  }

  @Test
  void connectsToBothFamilies() throws Exception {
    for (String host : new String[] {"127.0.0.1", "::1"}) {
      try (ServerSocketChannel listener = ServerSocketChannel.open()) {
        listener.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        int fd = Sockets.openBlocking(null, address);
        ring.connect(fd, address, 1);
        assertEquals(new Completion(1, 0, true, 0), await(1).getFirst());
        try (SocketChannel accepted = listener.accept()) {
          ring.close(fd);
          ring.submitAndWait(0);
          assertEquals(-1, accepted.read(ByteBuffer.allocate(1)), "not closed");
        }
        InetSocketAddress gone = address;
        listener.close();
        int refused = Sockets.openBlocking(null, gone);
        ring.connect(refused, gone, 2);
        assertEquals(-Errno.ECONNREFUSED.number(), await(1).getFirst().result());
        Sockets.close(refused);
      }
    }
  }

  @Test
  void receivesIntoBuffersOfAGroup() throws Exception {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      BufferRing buffers = new BufferRing(ring, 4, 16, GROUP);
      int fd = Descriptors.of(connection.server());
      ring.receive(fd, GROUP, 5);
      assertNothingCame();
      send(connection, "once");
      Completion once = await(1).getFirst();
      assertTrue(once.last());
      assertEquals("once", text(buffers, once));

      ring.receiveMultishot(fd, GROUP, 6);
      for (String message : List.of("again", "and again")) {
        send(connection, message);
        Completion one = await(1).getFirst();
        assertFalse(one.last());
        assertEquals(message, text(buffers, one));
      }
      connection.client().shutdownOutput();
      assertEquals(0, await(1).getFirst().result());
      ring.close();
      ring = null;
      buffers.close();
    }
  }

  /** None is given back: so there are as many as there are buffers, and then ENOBUFS. */
  @Test
  void withoutBuffersItSaysSo() throws Exception {
    try (LoopbackConnection connection = LoopbackConnection.connect()) {
      BufferRing buffers = new BufferRing(ring, 2, 16, GROUP);
      send(connection, "x".repeat(100));
      ring.receiveMultishot(Descriptors.of(connection.server()), GROUP, 6);
      List<Completion> all = await(3);
      assertEquals(List.of(16, 16, -Errno.ENOBUFS.number()), results(all));
      assertTrue(all.getLast().last());
      buffers.giveBack(all.get(0).buffer());
      buffers.publish();
      ring.receive(Descriptors.of(connection.server()), GROUP, 7);
      assertEquals(16, await(1).getFirst().result());
      ring.close();
      ring = null;
      buffers.close();
    }
  }

  @Test
  void sendsFromNativeMemory() throws Exception {
    try (LoopbackConnection connection = LoopbackConnection.connect();
        SendSlots slots = new SendSlots(64)) {
      byte[] bytes = "..sent.".getBytes(US_ASCII);
      int slot = slots.fill(bytes, 2, 4);
      ring.send(Descriptors.of(connection.server()), slots.address(slot), 4, 9);
      assertEquals(new Completion(9, 4, true, 0), await(1).getFirst());
      ByteBuffer heard = ByteBuffer.allocate(10);
      assertEquals(4, connection.client().read(heard));
      assertEquals("sent", new String(heard.array(), 0, 4, US_ASCII));
    }
  }

  @Test
  void looksForWhatIsReadableOrWritable() throws Exception {
    try (LoopbackConnection connection = LoopbackConnection.connect();
        EventFd bell = new EventFd()) {
      int fd = Descriptors.of(connection.server());
      ring.pollWritable(fd, 1);
      assertEquals(1, await(1).getFirst().data());
      ring.pollReadable(fd, 2);
      assertNothingCame();
      send(connection, "x");
      assertEquals(2, await(1).getFirst().data());
      ring.pollReadableMultishot(bell.descriptor(), 3);
      for (int i = 0; i < 3; i++) {
        bell.signal();
        Completion rung = await(1).getFirst();
        assertEquals(3, rung.data());
        assertFalse(rung.last());
      }
    }
  }

  /** More than the queue has room for: the kernel takes them over in between. */
  @Test
  void moreSubmissionsThanTheQueueHoldsAreAllDone() throws Exception {
    try (EventFd bell = new EventFd()) {
      bell.signal();
      int count = 100;
      for (int i = 0; i < count; i++) {
        ring.pollReadable(bell.descriptor(), i);
      }
      List<Completion> all = await(count);
      assertEquals(
          LongStream.range(0, count).boxed().toList(),
          all.stream().map(Completion::data).sorted().toList());
    }
  }

  @Test
  void aWaitEndsWithItsTime() {
    long start = System.nanoTime();
    ring.submitAndWait(1, 20_000_000);
    assertTrue(System.nanoTime() - start >= 20_000_000);
    assertEquals(0, ring.completions());
    assertEquals(1, ring.calls());
    assertEquals(0, ring.calls());
  }

  private static void send(LoopbackConnection connection, String text) throws Exception {
    connection.client().write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
  }

  private static String text(BufferRing buffers, Completion received) {
    byte[] bytes = new byte[received.result()];
    buffers.copy(received.buffer(), bytes, bytes.length);
    buffers.giveBack(received.buffer());
    buffers.publish();
    return new String(bytes, US_ASCII);
  }

  private static List<Integer> results(List<Completion> all) {
    return all.stream().map(Completion::result).toList();
  }
}
