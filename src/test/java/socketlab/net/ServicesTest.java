// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.net.listen.Budget;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
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

/** One loop, several services: each listener has its own sessions and limits. */
@EachTransport
class ServicesTest {
  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** Says its name, and waits. */
  private static SessionFactory named(String name) {
    return peer ->
        new NotingSession(peer) {
          @Override
          public int receive(byte[] bytes, int from, int to, Output out) {
            out.put(name.getBytes(US_ASCII));
            return super.receive(bytes, from, to, out);
          }
        };
  }

  private Listener listen(String name, int limit) throws Exception {
    return rig.listen(
        new Service(
            named(name),
            limit == 0 ? ConnectionLimit.NONE : new ConnectionLimit(limit),
            Budget.NONE,
            LoopRig.STALL.toNanos()));
  }

  @Test
  void eachListenerHasItsOwnSessions() throws Exception {
    Listener one = listen("one", 0);
    Listener two = listen("two", 0);
    EventLoop loop = rig.loop(transport);
    loop.accept(List.of(one, two), loop::adopt);
    for (int i = 0; i < 10; i++) {
      try (PlainPeer toOne = PlainPeer.to(one.address());
          PlainPeer toTwo = PlainPeer.to(two.address())) {
        assertEquals("one", toOne.send("?").read(3));
        assertEquals("two", toTwo.send("?").read(3));
      }
    }
  }

  @Test
  void eachListenerHasItsOwnLimit() throws Exception {
    Listener narrow = listen("narrow", 1);
    Listener wide = listen("wide", 0);
    EventLoop loop = rig.loop(transport);
    loop.accept(List.of(narrow, wide), loop::adopt);
    try (PlainPeer second = PlainPeer.to(narrow.address())) {
      // Whichever of the two is accepted first, the other one waits.
      try (PlainPeer first = PlainPeer.to(narrow.address())) {
        assertEquals("narrow", second.send("?").read(6));
        first.send("?");
        for (int i = 0; i < 5; i++) {
          try (PlainPeer other = PlainPeer.to(wide.address())) {
            assertEquals("wide", other.send("?").read(4));
          }
        }
        eventually().until(() -> loop.counters().read().open() == 1);
        assertEquals(0, first.in().available());
        second.close();
        assertEquals("narrow", first.read(6));
      }
    }
  }

  /** A service of the kernel's choice may be served by many loops, and a loop may serve many. */
  @Test
  void aListenerIsSharedByLoopsAndClosedByTheLast() throws Exception {
    Listener shared = listen("shared", 0);
    EventLoop one = rig.serve(transport, shared);
    EventLoop two = rig.serve(transport, shared);
    LoopRig.stop(one, SOON);
    try (PlainPeer peer = PlainPeer.to(shared.address())) {
      assertEquals("shared", peer.send("?").read(6));
      peer.end();
      assertEquals(-1, peer.in().read());
    }
    LoopRig.stop(two, SOON);
    eventually().until(() -> !shared.channel().isOpen());
  }

  /** What a loop connects is not accepted: it has no place under the limit to give back. */
  @Test
  void aConnectBringsItsOwnSessionAndGivesNoPlaceBack() throws Exception {
    ConnectionLimit limit = new ConnectionLimit(3);
    Listener listener =
        rig.listen(
            new Service(
                peer -> new EchoSession(peer, SOON.toNanos()),
                limit,
                Budget.NONE,
                LoopRig.STALL.toNanos()));
    EventLoop loop = rig.serve(transport, listener);
    for (int i = 0; i < 10; i++) {
      CompletableFuture<String> back = new CompletableFuture<>();
      loop.connect(AskOnce.to(listener.address(), "x", back));
      assertEquals("x", back.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }
    eventually().until(() -> loop.counters().read().open() == 0);
    for (int i = 0; i < 3; i++) {
      assertEquals(true, limit.acquire(() -> {}));
    }
    assertEquals(false, limit.acquire(() -> {}));
  }

  /** A session of one service talks to a session of another, on the same loop: a proxy. */
  @Test
  void aSessionPassesOnToAnotherService() throws Exception {
    Listener backend = rig.listen(peer -> new EchoSession(peer, SOON.toNanos()));
    Listener front = rig.listen(peer -> new Passing(peer, backend));
    EventLoop loop = rig.loop(transport);
    loop.accept(List.of(front, backend), loop::adopt);
    try (PlainPeer peer = PlainPeer.to(front.address())) {
      assertEquals("to the backend and back", peer.send("to the backend and back").read(23));
      peer.end();
      assertEquals(-1, peer.in().read());
    }
  }

  /** Asks the backend what it was asked, and answers its answer. */
  private static final class Passing extends NotingSession {
    private final Listener backend;
    private volatile String answer;

    Passing(Peer peer, Listener backend) {
      super(peer);
      this.backend = backend;
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      CompletableFuture<String> back = new CompletableFuture<>();
      back.thenAccept(
          text -> {
            answer = text;
            peer.wake();
          });
      peer.connect(
          AskOnce.to(backend.address(), new String(bytes, from, to - from, US_ASCII), back));
      return to - from;
    }

    @Override
    public void resume(Output out) {
      if (answer != null) {
        out.put(answer.getBytes(US_ASCII));
        answer = null;
      }
    }
  }
}
