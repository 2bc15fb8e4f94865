// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.net.listen.Listener;
import socketlab.net.loop.EventLoop;
import socketlab.net.rig.AskOnce;
import socketlab.net.rig.EachTransport;
import socketlab.net.rig.LoopRig;
import socketlab.net.rig.PlainPeer;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.echo.EchoSession;

/** A loop by itself: it connects out, takes tasks, ends, and fails. */
@EachTransport
class EventLoopTest {
  private static final long SECONDS = LoopRig.SOON.toSeconds();
  private static final SessionFactory ECHO =
      peer -> new EchoSession(peer, TimeUnit.MINUTES.toNanos(1));

  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void aSessionOfOneLoopTalksToASessionOfAnother() throws Exception {
    Listener listener = rig.listen(ECHO);
    rig.serve(transport, listener);
    EventLoop client = rig.loop(transport);
    CompletableFuture<String> back = new CompletableFuture<>();
    client.connect(AskOnce.to(listener.address(), "there and back", back));
    assertEquals("there and back", back.get(SECONDS, TimeUnit.SECONDS));
  }

  /** Nobody is told again of the event that failed, so the poller can be closed behind it. */
  @Test
  void anErrorInAnEventEndsTheLoopWithoutAnotherFault() throws Exception {
    EventLoop loop = rig.loop(transport);
    Error fault = new Error("on purpose");
    loop.connect(
        new Outgoing(
            rig.listen(ECHO).address(),
            _ -> {
              throw fault;
            },
            e -> rig.problems().add(e.toString())));
    assertSame(fault, rig.failure().get(SECONDS, TimeUnit.SECONDS));
  }

  @Test
  void aTaskOfAnotherThreadIsAlwaysSeen() throws Exception {
    EventLoop loop = rig.loop(transport);
    for (int i = 0; i < 2000; i++) {
      CountDownLatch done = new CountDownLatch(1);
      loop.execute(done::countDown);
      assertTrue(done.await(SECONDS, TimeUnit.SECONDS), "task " + i + " was not seen");
    }
  }

  @Test
  void aTaskThatThrowsEndsTheLoopAndIsTold() throws Exception {
    EventLoop loop = rig.loop(transport);
    RuntimeException fault = new IllegalStateException("on purpose");
    CountDownLatch behind = new CountDownLatch(1);
    CountDownLatch both = new CountDownLatch(1);
    loop.execute(() -> awaitHere(both));
    loop.execute(
        () -> {
          throw fault;
        });
    loop.execute(behind::countDown);
    both.countDown();
    assertSame(fault, rig.failure().get(SECONDS, TimeUnit.SECONDS));
    assertTrue(behind.await(SECONDS, TimeUnit.SECONDS), "the task behind it was lost");
  }

  @Test
  void aFailedLoopCanStillBeStopped() throws Exception {
    EventLoop loop = rig.serve(transport, rig.listen(ECHO));
    loop.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    rig.failure().get(SECONDS, TimeUnit.SECONDS);
    loop.join(LoopRig.deadline());
    CountDownLatch done = new CountDownLatch(1);
    loop.stopAccepting(done);
    assertTrue(done.await(SECONDS, TimeUnit.SECONDS));
  }

  /** A connection that the kernel had accepted when the loop failed has nobody else. */
  @Test
  void aFailedLoopKeepsNoConnectionOpen() throws Exception {
    Listener listener = rig.listen(ECHO);
    EventLoop loop = rig.loop(transport);
    CountDownLatch connected = new CountDownLatch(1);
    // Held first: it would end by the first connection, and refuse the others.
    loop.execute(() -> awaitHere(connected));
    loop.accept(
        List.of(listener),
        accepted -> {
          accepted.close();
          throw new IllegalStateException("on purpose");
        });
    List<PlainPeer> peers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      peers.add(PlainPeer.to(listener.address()));
    }
    connected.countDown();
    loop.join(LoopRig.deadline());
    assertTrue(rig.failure().isDone());
    for (PlainPeer peer : peers) {
      assertTrue(endsOrIsReset(peer), "left open");
      peer.close();
    }
  }

  private static boolean endsOrIsReset(PlainPeer peer) {
    try {
      return peer.in().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void whatALoopIsAskedForBehindItsEndDoesNoHarm() throws Exception {
    EventLoop loop = rig.loop(transport);
    LoopRig.stop(loop, LoopRig.SOON);
    Listener listener = rig.listen(ECHO);
    loop.accept(List.of(listener), loop::adopt);
    assertFalse(listener.channel().isOpen(), "nobody accepts from it, and nobody closes it");
    loop.connect(new Outgoing(listener.address(), ECHO, _ -> {})).cancel();
    CountDownLatch done = new CountDownLatch(2);
    loop.execute(done::countDown);
    loop.stopAccepting(done);
    loop.drain(System.nanoTime());
    assertEquals(0, done.getCount());
    assertEquals(0, loop.join(LoopRig.deadline()));
  }

  /** It could not be started: what it was given goes back by the thread that stops it. */
  @Test
  void aLoopThatNeverRanIsStoppedAndMoreThanOnce() throws Exception {
    EventLoop loop = rig.unstarted(transport);
    Listener listener = rig.listen(ECHO);
    loop.accept(List.of(listener), loop::adopt);
    CompletableFuture<String> back = new CompletableFuture<>();
    loop.connect(AskOnce.to(listener.address(), "x", back));
    CountDownLatch done = new CountDownLatch(1);
    loop.stopAccepting(done);
    loop.drain(LoopRig.deadline());
    for (int i = 0; i < 3; i++) {
      assertEquals(0, loop.join(LoopRig.deadline()));
    }
    assertEquals(0, done.getCount());
    assertFalse(listener.channel().isOpen());
    assertTrue(back.isCompletedExceptionally());
  }

  /** The taker is the wiring's: its fault ends the loop, and must not leave the stopper waiting. */
  @Test
  void aTakerThatThrowsDoesNotHoldUpTheStop() throws Exception {
    Listener listener = rig.listen(ECHO);
    EventLoop loop = rig.loop(transport);
    CountDownLatch both = new CountDownLatch(1);
    loop.execute(() -> awaitHere(both));
    loop.accept(
        List.of(listener),
        accepted -> {
          accepted.close();
          throw new IllegalStateException("on purpose");
        });
    try (PlainPeer _ = PlainPeer.to(listener.address())) {
      CountDownLatch done = new CountDownLatch(1);
      loop.stopAccepting(done);
      both.countDown();
      assertTrue(done.await(SECONDS, TimeUnit.SECONDS));
      assertEquals("on purpose", rig.failure().get(SECONDS, TimeUnit.SECONDS).getMessage());
    }
  }

  @Test
  void aConnectionComesFromTheAddressItIsTold() throws Exception {
    InetAddress from = InetAddress.getByName("127.0.0.77");
    EventLoop loop = rig.loop(transport);
    Listener listener = rig.listen(ECHO);
    CompletableFuture<String> back = new CompletableFuture<>();
    loop.connect(
        new Outgoing(
            listener.address(),
            from,
            Session.NEVER,
            _ -> new AskOnce("x", back),
            back::completeExceptionally));
    SocketChannel accepted;
    do {
      accepted = listener.channel().accept();
    } while (accepted == null);
    assertEquals(from, ((InetSocketAddress) accepted.getRemoteAddress()).getAddress());
    accepted.close();
  }

  private static void awaitHere(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
