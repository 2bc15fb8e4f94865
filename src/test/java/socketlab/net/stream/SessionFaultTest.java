// SPDX-License-Identifier: Apache-2.0
package socketlab.net.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.eventually;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
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

/** A fault of a session costs its connection, wherever it comes, and no other one. */
@EachTransport
class SessionFaultTest {
  /** Where a session can fail. */
  private enum Where {
    RECEIVE,
    END,
    RESUME,
    TIMEOUT,
    DEADLINE,
    STATE,
    WANTS_INPUT,
    TAKEN,
    KEPT,
    STOP,
    CLOSED
  }

  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();
  private final ConnectionLimit limit = new ConnectionLimit(1000);

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** Fails where it is told to, once it has been sent something. */
  private static final class Faulty extends NotingSession {
    private final Where where;
    private volatile boolean armed;

    Faulty(Peer peer, Where where) {
      super(peer);
      this.where = where;
    }

    private void at(Where here) {
      if (armed && where == here) {
        throw new IllegalStateException("at " + here);
      }
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      armed = true;
      out.put(new byte[10]);
      at(Where.RECEIVE);
      if (where == Where.RESUME) {
        peer.wake();
      }
      if (where == Where.TIMEOUT) {
        deadline = peer.now() + 1;
      }
      return super.receive(bytes, from, to, out);
    }

    @Override
    public void endOfInput(Output out) {
      at(Where.END);
      super.endOfInput(out);
    }

    @Override
    public void resume(Output out) {
      at(Where.RESUME);
    }

    @Override
    public void timeout(Output out) {
      at(Where.TIMEOUT);
      super.timeout(out);
    }

    @Override
    public long deadline() {
      at(Where.DEADLINE);
      return super.deadline();
    }

    @Override
    public State state() {
      at(Where.STATE);
      return super.state();
    }

    @Override
    public boolean wantsInput() {
      at(Where.WANTS_INPUT);
      return super.wantsInput();
    }

    @Override
    public int taken() {
      at(Where.TAKEN);
      return 0;
    }

    @Override
    public int kept() {
      at(Where.KEPT);
      return 0;
    }

    @Override
    public void stop(Output out) {
      at(Where.STOP);
      super.stop(out);
    }

    @Override
    public void closed() {
      super.closed();
      at(Where.CLOSED);
    }
  }

  @Test
  void itCostsThatConnectionOnly() throws Exception {
    for (Where where : Where.values()) {
      AtomicReference<NotingSession> faulty = new AtomicReference<>();
      Listener listener =
          rig.listen(
              new Service(
                  peer -> {
                    Faulty session = new Faulty(peer, faulty.get() == null ? where : null);
                    faulty.compareAndSet(null, session);
                    return session;
                  },
                  limit,
                  Budget.NONE,
                  LoopRig.STALL.toNanos()));
      EventLoop loop = rig.serve(transport, listener);
      try (PlainPeer peer = PlainPeer.to(listener.address())) {
        eventually().until(() -> faulty.get() != null);
        try (PlainPeer other = PlainPeer.to(listener.address())) {
          peer.send("?");
          if (where == Where.END || where == Where.CLOSED) {
            peer.end();
          }
          if (where != Where.STOP) {
            drainQuietly(peer);
            eventually().until(() -> faulty.get().closes.get() == 1);
            assertEquals(10, other.send("?").read(10).length(), where + ": of the other");
            assertEquals(1, loop.counters().read().open(), where.name());
          } else {
            eventually().until(() -> faulty.get().received.get() == 1);
          }
          LoopRig.stop(loop, LoopRig.SOON);
        }
      }
      assertTrue(
          rig.problems().stream().allMatch(line -> line.contains("at " + where)),
          where + ": " + rig.problems());
      assertEquals(1, rig.problems().size(), where.name());
      rig.expected();
      assertEquals(1, faulty.get().closes.get(), where + ": told of its end more than once");
    }
  }

  private static void drainQuietly(PlainPeer peer) {
    try {
      peer.readToEnd();
    } catch (IOException e) {
      // Reset, which a connection that ends by a fault may well be.
    }
  }

  @Test
  void aFactoryThatThrowsCostsTheConnectionAndGivesItsPlaceBack() throws Exception {
    ConnectionLimit one = new ConnectionLimit(1);
    Listener listener =
        rig.listen(
            new Service(
                _ -> {
                  throw new IllegalStateException("no session");
                },
                one,
                Budget.NONE,
                LoopRig.STALL.toNanos()));
    EventLoop loop = rig.serve(transport, listener);
    for (int i = 0; i < 10; i++) {
      try (PlainPeer peer = PlainPeer.to(listener.address())) {
        drainQuietly(peer);
      }
    }
    eventually().until(() -> loop.counters().ended() == 10);
    eventually().until(() -> rig.problems().size() == 10);
    rig.expected();
    assertTrue(one.acquire(() -> {}));
  }
}
