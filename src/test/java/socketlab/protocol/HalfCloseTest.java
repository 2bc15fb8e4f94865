// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Session.State;

/** Each side may end what it sends and go on listening. */
@Timeout(20)
class HalfCloseTest {
  /** Says one thing, and then only counts what the peer says. */
  private static final class Farewell implements Session {
    private int heard;
    private State state = State.OPEN;

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      if (state == State.OPEN) {
        out.put(new byte[] {'b', 'y', 'e'});
        state = State.SAID_ALL;
      }
      heard += to - from;
      return to - from;
    }

    @Override
    public void endOfInput(Output out) {
      state = State.OVER;
    }

    @Override
    public State state() {
      return state;
    }

    @Override
    public int kept() {
      return heard;
    }
  }

  @Test
  void thisSideFirst() {
    Wire wire = new Wire(peer -> new Farewell()).feed("a");
    assertEquals("bye", wire.news());
    assertEquals(Session.State.SAID_ALL, wire.state());
    wire.feed("bc");
    assertEquals(3, wire.conversation().kept(), "it still listens");
    assertEquals(Session.State.OVER, wire.end().state());
    assertEquals("", wire.news());
  }

  @Test
  void alsoInsideAnother() {
    SessionFactory nested = XorSession.around(peer -> new Farewell(), (byte) 1);
    Wire wire = new Wire(nested).feed("a");
    assertEquals(Session.State.SAID_ALL, wire.state());
    assertEquals(3, wire.feed("bc").conversation().kept());
    assertEquals(Session.State.OVER, wire.end().state());
  }
}
