// SPDX-License-Identifier: Apache-2.0
package socketlab.net.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.net.Transport;
import socketlab.net.listen.Listener;
import socketlab.net.loop.EventLoop;
import socketlab.net.rig.EachTransport;
import socketlab.net.rig.LoopRig;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.PlainPeer;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;

/** How much a loop takes from a peer that sends without an end, by its own count of bytes. */
@EachTransport
class BytesTakenTest {
  private static final long FLOOD = 50L << 20;
  private static final long QUIET_NANOS = 200_000_000;

  /** One read of nio and epoll; of a ring all its buffers, 256 of 8 KiB, at one go. */
  private static final int READ = 64 * 1024;

  private static final int BURST = 2 << 20;

  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();
  private final List<Sated> sessions = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** Takes so many bytes, and then wants no more until it is told to. */
  private static class Sated extends NotingSession {
    private volatile long most;

    Sated(Peer peer, long most) {
      super(peer);
      this.most = most;
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      int count = (int) Math.min(to - from, most - received.get());
      return count <= 0 ? 0 : super.receive(bytes, from, from + count, out);
    }

    @Override
    public boolean wantsInput() {
      return received.get() < most;
    }

    void wantAll() {
      most = Long.MAX_VALUE;
      peer.wake();
    }
  }

  private long most(int wanted) {
    return wanted + (transport == Transport.IO_URING ? BURST : READ);
  }

  @Test
  void aSessionThatWantsNoMoreHoldsThePeerBack() throws Exception {
    Listener listener = rig.listen(peer -> sated(peer, Output.HIGH_WATER));
    EventLoop loop = rig.serve(transport, listener);
    try (SocketChannel channel = SocketChannel.open(listener.address())) {
      long sent = PlainPeer.flood(channel, FLOOD, QUIET_NANOS);
      assertTrue(sent < FLOOD, "the kernels took all");
      long taken = loop.counters().read().bytesIn();
      assertTrue(taken <= most(Output.HIGH_WATER), "taken: " + taken);
      assertEquals(Output.HIGH_WATER, sessions.getFirst().received.get());

      // And all of it comes when it is wanted.
      sessions.getFirst().wantAll();
      LoopRig.eventually().until(() -> sessions.getFirst().received.get() == sent);
    }
  }

  /** Short messages first: a ring then receives by itself, as long as it is let. */
  @Test
  void alsoBehindShortMessages() throws Exception {
    Listener listener = rig.listen(peer -> sated(peer, Output.HIGH_WATER));
    EventLoop loop = rig.serve(transport, listener);
    try (SocketChannel channel = SocketChannel.open(listener.address())) {
      for (int i = 1; i <= 3; i++) {
        channel.write(java.nio.ByteBuffer.wrap(new byte[10]));
        long soFar = 10L * i;
        LoopRig.eventually().until(() -> loop.counters().read().bytesIn() == soFar);
      }
      long sent = 30 + PlainPeer.flood(channel, FLOOD, QUIET_NANOS);
      assertTrue(sent < FLOOD, "the kernels took all");
      long taken = loop.counters().read().bytesIn();
      assertTrue(taken <= most(Output.HIGH_WATER), "taken: " + taken);
      sessions.getFirst().wantAll();
      LoopRig.eventually().until(() -> sessions.getFirst().received.get() == sent);
    }
  }

  /** An echo that is not read: what is taken is what the kernels hold, and the high-water mark. */
  @Test
  void anAnswerThatIsNotReadHoldsThePeerBack() throws Exception {
    Listener listener = rig.listen(peer -> new Echoing(peer));
    EventLoop loop = rig.serve(transport, listener);
    try (SocketChannel channel = SocketChannel.open()) {
      channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, 16 * 1024);
      channel.connect(listener.address());
      PlainPeer.flood(channel, FLOOD, QUIET_NANOS);
      long taken = loop.counters().read().bytesIn();
      long left = loop.counters().read().bytesOut();
      assertTrue(taken - left <= most(Output.HIGH_WATER), taken - left + " held back");
    }
  }

  private static final class Echoing extends NotingSession {
    Echoing(Peer peer) {
      super(peer);
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      out.put(bytes, from, to - from);
      return to - from;
    }
  }

  private Sated sated(Peer peer, long most) {
    Sated session = new Sated(peer, most);
    sessions.add(session);
    return session;
  }

  /** What has arrived when the server stops is read; what is sent without an end is not. */
  @Test
  void aFloodDoesNotKeepTheServerFromStopping() throws Exception {
    Listener listener = rig.listen(peer -> sated(peer, Long.MAX_VALUE));
    EventLoop loop = rig.serve(transport, listener);
    try (SocketChannel channel = SocketChannel.open(listener.address())) {
      Thread flooding =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      PlainPeer.flood(channel, Long.MAX_VALUE, QUIET_NANOS * 10);
                    } catch (java.io.IOException e) {
                      // Closed by the server.
                    }
                  });
      LoopRig.eventually().until(() -> loop.counters().read().bytesIn() > BURST);
      assertEquals(0, LoopRig.stop(loop, Duration.ofSeconds(20)), "cut off");
      assertEquals(1, sessions.getFirst().stops.get());
      flooding.join();
    }
  }
}
