// SPDX-License-Identifier: Apache-2.0
package socketlab.net.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.net.Transport;
import socketlab.net.listen.Listener;
import socketlab.net.loop.EventLoop;
import socketlab.net.rig.AskOnce;
import socketlab.net.rig.EachTransport;
import socketlab.net.rig.LoopRig;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.PlainPeer;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.echo.EchoSession;

/** A loop that stops: what has arrived is answered, and what is not finished in time is counted. */
@EachTransport
class DrainTest {
  private static final SessionFactory ECHO = peer -> new EchoSession(peer, SOON.toNanos());

  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();
  private final List<PlainPeer> peers = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (PlainPeer peer : peers) {
      peer.close();
    }
    rig.close();
  }

  private PlainPeer peer(Listener listener) throws IOException {
    PlainPeer peer = PlainPeer.to(listener.address());
    peers.add(peer);
    return peer;
  }

  /** Does not end before its answer, which never comes. */
  private static final class Busy extends NotingSession {
    Busy(Peer peer) {
      super(peer);
    }

    @Override
    public void stop(Output out) {
      stops.incrementAndGet();
      if (received.get() == 0) {
        state = State.OVER;
      }
    }
  }

  @Test
  void thoseInFlightAreCutOffAndCounted() throws Exception {
    Listener listener = rig.listen(Busy::new);
    EventLoop loop = rig.serve(transport, listener);
    for (int i = 0; i < 30; i++) {
      PlainPeer peer = peer(listener);
      if (i % 3 == 0) {
        peer.send("?");
      }
    }
    eventually().until(() -> loop.counters().read().bytesIn() == 10);
    eventually().until(() -> loop.counters().read().open() == 30);
    assertEquals(10, LoopRig.stop(loop, Duration.ofMillis(100)));
    assertEquals(0, loop.counters().read().open());
  }

  @Test
  void whereNothingIsInFlightNothingIsCutOff() throws Exception {
    Listener listener = rig.listen(Busy::new);
    EventLoop loop = rig.serve(transport, listener);
    for (int i = 0; i < 30; i++) {
      peer(listener);
    }
    eventually().until(() -> loop.counters().read().open() == 30);
    assertEquals(0, LoopRig.stop(loop, SOON));
  }

  /** Their sends are under way in the kernel; those have to be given up, and are not waited for. */
  @Test
  void peersThatDoNotReadAreCutOffInTime() throws Exception {
    Listener listener =
        rig.listen(
            peer ->
                new NotingSession(peer) {
                  @Override
                  public int receive(byte[] bytes, int from, int to, Output out) {
                    out.put(new byte[16 << 20]);
                    return super.receive(bytes, from, to, out);
                  }
                });
    EventLoop loop = rig.serve(transport, listener);
    for (int i = 0; i < 10; i++) {
      PlainPeer peer = PlainPeer.to(listener.address(), 4096);
      peers.add(peer);
      peer.send("?");
    }
    eventually().until(() -> loop.counters().read().bytesIn() == 10);
    LoopRig.run(loop, () -> {});
    // One that came too late would be told as held by a handler: a problem, which the rig finds.
    assertEquals(10, LoopRig.stop(loop, Duration.ofMillis(200)));
  }

  /** It has had its answer; that it does not end is its own affair. */
  @Test
  void oneThatLingersIsNotCountedAsCutOff() throws Exception {
    Listener listener =
        rig.listen(
            peer ->
                new NotingSession(peer) {
                  @Override
                  public int receive(byte[] bytes, int from, int to, Output out) {
                    state = State.TURNED_AWAY;
                    return super.receive(bytes, from, to, out);
                  }
                });
    EventLoop loop = rig.serve(transport, listener);
    PlainPeer peer = peer(listener);
    peer.send("?");
    assertEquals(-1, peer.in().read());
    assertEquals(1, loop.counters().read().open());
    assertEquals(0, LoopRig.stop(loop, Duration.ofMillis(50)));
  }

  /**
   * Requests that arrive while the loop is held, so that it meets them only when it has been told
   * to stop; and more connections than a ring's queue of submissions holds.
   */
  @Test
  void whatHadArrivedIsAnswered() throws Exception {
    int count = 700;
    Listener listener = rig.listen(ECHO);
    EventLoop loop = rig.loop(transport);
    EventLoop acceptor = rig.loop(transport);
    acceptor.accept(List.of(listener), loop::adopt);
    for (int i = 0; i < count; i++) {
      peer(listener).send("1");
    }
    for (PlainPeer peer : peers) {
      assertEquals("1", peer.read(1));
    }
    CountDownLatch sent = new CountDownLatch(1);
    loop.execute(() -> awaitHere(sent));
    loop.drain(LoopRig.deadline());
    for (PlainPeer peer : peers) {
      peer.send("2");
    }
    sent.countDown();
    int answered = 0;
    for (PlainPeer peer : peers) {
      answered += peer.read(2).equals("2") ? 1 : 0;
    }
    assertEquals(count, answered);
    assertEquals(0, loop.join(LoopRig.deadline()));
  }

  /** Connections the kernel has accepted, their requests sent, while the loop is held. */
  @Test
  void whoIsInTheAcceptQueueIsAcceptedAndAnswered() throws Exception {
    int count = 300;
    Listener listener = rig.listen(ECHO);
    EventLoop loop = rig.serve(transport, listener);
    LoopRig.run(loop, () -> {});
    CountDownLatch sent = new CountDownLatch(1);
    loop.execute(() -> awaitHere(sent));
    CountDownLatch accepted = new CountDownLatch(1);
    loop.stopAccepting(accepted);
    for (int i = 0; i < count; i++) {
      peer(listener).send("x");
    }
    sent.countDown();
    accepted.await();
    loop.drain(LoopRig.deadline());
    int answered = 0;
    for (PlainPeer peer : peers) {
      answered += peer.read(2).equals("x") ? 1 : 0;
    }
    assertEquals(count, answered);
    assertEquals(0, loop.join(LoopRig.deadline()));
  }

  /** A session may need another server to finish what is in flight. */
  @Test
  void aConnectOutIsMadeWhileTheLoopFinishes() throws Exception {
    Listener backend = rig.listen(ECHO);
    rig.serve(transport, backend);
    Listener listener =
        rig.listen(
            peer ->
                new NotingSession(peer) {
                  private volatile boolean answered;

                  @Override
                  public void stop(Output out) {
                    CompletableFuture<String> back = new CompletableFuture<>();
                    back.thenRun(
                        () -> {
                          answered = true;
                          peer.wake();
                        });
                    peer.connect(AskOnce.to(backend.address(), "x", back));
                  }

                  @Override
                  public void resume(Output out) {
                    if (answered) {
                      out.put((byte) '!');
                      state = State.OVER;
                    }
                  }
                });
    EventLoop loop = rig.serve(transport, listener);
    PlainPeer peer = peer(listener);
    eventually().until(() -> loop.counters().read().open() == 1);
    assertEquals(0, LoopRig.stop(loop, SOON));
    assertEquals(1, peer.readToEnd().length);
  }

  @Test
  void aLoopWithoutConnectionsEndsAtOnce() throws Exception {
    EventLoop loop = rig.loop(transport);
    assertEquals(0, LoopRig.stop(loop, Duration.ofDays(1)));
  }

  private static void awaitHere(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
