// SPDX-License-Identifier: Apache-2.0
package socketlab.net.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.net.rig.LoopRig.eventually;

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

/** Each side ends its sending alone, and the other goes on. */
@EachTransport
class StreamHalfCloseTest {
  private static final int MUCH = 1 << 20;

  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();
  private final List<SaysAll> sessions = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** Says all it has to say at the first bytes, and listens on. */
  private static final class SaysAll extends NotingSession {
    private final int size;

    SaysAll(Peer peer, int size) {
      super(peer);
      this.size = size;
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      if (!wants) {
        return 0;
      }
      super.receive(bytes, from, to, out);
      if (state == State.OPEN) {
        out.put(new byte[size]);
        state = State.SAID_ALL;
      }
      return to - from;
    }
  }

  private EventLoop serve(Listener listener) throws Exception {
    return rig.serve(transport, listener);
  }

  private Listener listen(int size) throws Exception {
    return rig.listen(
        peer -> {
          SaysAll session = new SaysAll(peer, size);
          sessions.add(session);
          return session;
        });
  }

  @Test
  void whatThePeerSendsBehindOurEndArrives() throws Exception {
    for (int size : new int[] {3, MUCH}) {
      sessions.clear();
      Listener listener = listen(size);
      EventLoop loop = serve(listener);
      try (PlainPeer peer = PlainPeer.to(listener.address(), size == MUCH ? 4096 : 0)) {
        peer.send("?");
        assertEquals(size, peer.readToEnd().length);
        peer.send("still there");
        eventually().until(() -> sessions.getFirst().heard().equals("?still there"));
        assertEquals(1, loop.counters().read().open());
        peer.end();
        eventually().until(() -> sessions.getFirst().closes.get() == 1);
        assertEquals(1, sessions.getFirst().ends.get());
      }
    }
  }

  /** Both sides have ended, but the session has not taken yet what came before. */
  @Test
  void whatTheSessionDoesNotWantYetIsKept() throws Exception {
    Listener listener = listen(3);
    EventLoop loop = serve(listener);
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?");
      assertEquals(3, peer.readToEnd().length);
      SaysAll session = sessions.getFirst();
      LoopRig.run(
          loop,
          () -> {
            session.wants = false;
            session.peer.wake();
          });
      LoopRig.run(loop, () -> {});
      peer.send(new byte[10_000]).end();
      for (int i = 0; i < 10; i++) {
        LoopRig.run(loop, () -> {});
      }
      session.wants = true;
      session.peer.wake();
      eventually().until(() -> session.closes.get() == 1);
      assertEquals(10_001, session.received.get());
      assertEquals(1, session.ends.get());
    }
  }

  /** A client that has asked all it wants ends its side first; its answers still come. */
  @Test
  void ourSideGoesOnBehindThePeersEnd() throws Exception {
    List<NotingSession> late = new CopyOnWriteArrayList<>();
    Listener listener =
        rig.listen(
            peer -> {
              NotingSession session = new LateAnswer(peer);
              late.add(session);
              return session;
            });
    EventLoop loop = serve(listener);
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?").end();
      eventually().until(() -> !late.isEmpty() && late.getFirst().ends.get() == 1);
      assertEquals(1, loop.counters().read().open());
      late.getFirst().peer.wake();
      assertEquals(MUCH, peer.readToEnd().length);
      eventually().until(() -> late.getFirst().closes.get() == 1);
    }
  }

  private static final class LateAnswer extends NotingSession {
    LateAnswer(Peer peer) {
      super(peer);
    }

    @Override
    public void endOfInput(Output out) {
      ends.incrementAndGet();
    }

    @Override
    public void resume(Output out) {
      out.put(new byte[MUCH]);
      state = State.OVER;
    }
  }

  /** A session that has nobody left to hear is told of the stop all the same. */
  @Test
  void aSessionBehindThePeersEndIsToldOfTheStop() throws Exception {
    List<NotingSession> late = new CopyOnWriteArrayList<>();
    Listener listener =
        rig.listen(
            peer -> {
              NotingSession session = new LateAnswer(peer);
              late.add(session);
              return session;
            });
    EventLoop loop = serve(listener);
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?").end();
      eventually().until(() -> !late.isEmpty() && late.getFirst().ends.get() == 1);
      assertEquals(0, LoopRig.stop(loop, LoopRig.SOON));
      assertEquals(1, late.getFirst().stops.get());
    }
  }
}
