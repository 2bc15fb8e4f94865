// SPDX-License-Identifier: Apache-2.0
package socketlab.net.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.eventually;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import socketlab.net.Transport;
import socketlab.net.listen.Budget;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.loop.EventLoop;
import socketlab.net.rig.EachTransport;
import socketlab.net.rig.LoopRig;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.PlainPeer;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;

/** Memory for what all connections keep waiting: who wants more than there is, ends. */
@EachTransport
class OverBudgetTest {
  private static final int MOST = 1 << 20;

  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();
  private final Budget budget = new Budget(MOST);
  private final List<Keeping> sessions = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() throws Exception {
    rig.close();
    assertEquals(0, budget.used(), "not all was given back");
  }

  /** Keeps what it is sent, as one that waits for the rest of a message. */
  private static final class Keeping extends NotingSession {
    private volatile int kept;

    Keeping(Peer peer) {
      super(peer);
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      kept += to - from;
      return super.receive(bytes, from, to, out);
    }

    @Override
    public int kept() {
      return kept;
    }

    @Override
    public void overloaded(Output out) {
      kept = 0;
      out.put("no memory".getBytes(US_ASCII));
    }
  }

  private Listener listen() throws Exception {
    return rig.listen(
        new Service(
            peer -> {
              Keeping session = new Keeping(peer);
              sessions.add(session);
              return session;
            },
            ConnectionLimit.NONE,
            budget,
            LoopRig.STALL.toNanos()));
  }

  /** The others, which keep no more than before, are left alone. */
  @Test
  void whoWantsMoreThanThereIsIsToldAndEnds() throws Exception {
    Listener listener = listen();
    EventLoop loop = rig.serve(transport, listener);
    List<PlainPeer> peers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PlainPeer peer = PlainPeer.to(listener.address());
      peers.add(peer);
      peer.send(new byte[MOST / 4]);
      int used = (i + 1) * (MOST / 4);
      eventually().until(() -> budget.used() == used);
    }
    try (PlainPeer tooMuch = PlainPeer.to(listener.address())) {
      tooMuch.send("x");
      assertEquals("no memory", new String(tooMuch.readToEnd(), US_ASCII));
    }
    eventually().until(() -> loop.counters().read().open() == 4);
    assertEquals(MOST, budget.used());
    for (PlainPeer peer : peers) {
      peer.close();
    }
    eventually().until(() -> budget.used() == 0);
    eventually().until(() -> rig.problems().size() == 1);
    assertTrue(rig.problems().getFirst().contains("--max-buffered-bytes"));
    rig.expected();
  }

  /** It has said so, and is over; also where the answer is still on its way. */
  @Test
  void whoWasTurnedAwayTakesNothingMore() throws Exception {
    Listener listener = listen();
    rig.serve(transport, listener);
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("short");
      eventually().until(() -> budget.used() == 5);
      peer.send(new byte[MOST + 200_000]);
      assertEquals("no memory", new String(peer.readToEnd(), US_ASCII));
      eventually().until(() -> rig.problems().size() == 1);
      rig.expected();
      long received = sessions.getFirst().received.get();
      // One read or one burst may have passed the bound, not all that was sent.
      assertTrue(received <= MOST + 64 * 1024, "took " + received);
    }
  }

  /** An answer that is not taken is kept too. */
  @Test
  void whoDoesNotReadIsEndedWithoutAWord() throws Exception {
    Listener listener =
        rig.listen(
            new Service(
                peer ->
                    new NotingSession(peer) {
                      @Override
                      public int receive(byte[] bytes, int from, int to, Output out) {
                        out.put(new byte[16 * MOST]);
                        return super.receive(bytes, from, to, out);
                      }
                    },
                ConnectionLimit.NONE,
                budget,
                LoopRig.STALL.toNanos()));
    EventLoop loop = rig.serve(transport, listener);
    try (PlainPeer peer = PlainPeer.to(listener.address(), 4096)) {
      peer.send("?");
      eventually().until(() -> loop.counters().ended() == 1);
      assertEquals(0, budget.used());
    }
    eventually().until(() -> rig.problems().size() == 1);
    rig.expected();
  }
}
