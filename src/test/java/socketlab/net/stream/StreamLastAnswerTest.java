// SPDX-License-Identifier: Apache-2.0
package socketlab.net.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
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

/** The last answer arrives whole, however slow its reader is and whatever it still sends. */
@EachTransport
class StreamLastAnswerTest {
  private static final int ANSWER = 1 << 20;
  private static final int SMALL = 4 * 1024;

  @Parameter Transport transport;
  private final LoopRig rig = new LoopRig();

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  /** Answers the first bytes, and is over by that. */
  private static final class AnswerOnce extends NotingSession {
    private final int size;
    private final State last;

    AnswerOnce(Peer peer, int size, State last) {
      super(peer);
      this.size = size;
      this.last = last;
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      super.receive(bytes, from, to, out);
      out.put(new byte[size]);
      state = last;
      return to - from;
    }
  }

  private Listener listen(NotingSession.State last, Duration stall) throws IOException {
    return rig.listen(
        new Service(
            peer -> new AnswerOnce(peer, ANSWER, last),
            ConnectionLimit.NONE,
            Budget.NONE,
            stall.toNanos()));
  }

  @Test
  void whatThePeerSendsMeanwhileCostsItNothing() throws Exception {
    for (NotingSession.State last :
        new NotingSession.State[] {NotingSession.State.OVER, NotingSession.State.TURNED_AWAY}) {
      Listener listener = listen(last, LoopRig.STALL);
      rig.serve(transport, listener);
      try (PlainPeer peer = PlainPeer.to(listener.address(), SMALL)) {
        peer.send("?");
        assertEquals(1, peer.read(1).length());
        peer.send("!");
        assertEquals(ANSWER / 2, peer.read(ANSWER / 2).length());
        peer.send("and more");
        assertEquals(ANSWER / 2 - 1, peer.readToEnd().length, last + ": cut short");
      }
    }
  }

  /** Nothing ends it as long as it takes some of it, and it takes its time for each. */
  @Test
  void aReaderThatPausesIsNotCutOff() throws Exception {
    Listener listener = listen(NotingSession.State.OVER, LoopRig.STALL);
    rig.serve(transport, listener);
    try (PlainPeer peer = PlainPeer.to(listener.address(), SMALL)) {
      peer.send("?");
      assertEquals(1, peer.read(1).length());
      // Longer than a connection lingers that has all.
      Awaitility.await().pollDelay(Duration.ofMillis(2500)).atMost(SOON).until(() -> true);
      peer.send("!");
      assertEquals(ANSWER - 1, peer.readToEnd().length);
    }
  }

  @Test
  void aReaderThatTakesNothingIsGivenUp() throws Exception {
    Listener listener = listen(NotingSession.State.OVER, Duration.ofMillis(300));
    EventLoop loop = rig.serve(transport, listener);
    try (PlainPeer peer = PlainPeer.to(listener.address(), SMALL)) {
      peer.send("?");
      eventually().until(() -> loop.counters().read().bytesOut() > 0);
      eventually().until(() -> loop.counters().ended() == 1);
    }
  }

  /** It has all, says nothing, and does not end: there is no reason to wait for it for long. */
  @Test
  void aPeerThatHasAllIsNotWaitedForLong() throws Exception {
    Listener listener = listen(NotingSession.State.OVER, LoopRig.STALL);
    EventLoop loop = rig.serve(transport, listener);
    try (PlainPeer peer = PlainPeer.to(listener.address())) {
      peer.send("?");
      assertEquals(ANSWER, peer.readToEnd().length);
      eventually().until(() -> loop.counters().ended() == 1);
    }
  }

  /** It may have much to read still, and its end is all that is waited for. */
  @Test
  void thePeersEndEndsIt() throws Exception {
    Listener listener = listen(NotingSession.State.TURNED_AWAY, LoopRig.STALL);
    EventLoop loop = rig.serve(transport, listener);
    try (PlainPeer peer = PlainPeer.to(listener.address(), 256 * 1024)) {
      peer.send("?");
      eventually().until(() -> loop.counters().read().bytesOut() == ANSWER);
      peer.end();
      eventually().until(() -> loop.counters().ended() == 1);
      assertEquals(ANSWER, peer.readToEnd().length);
    }
  }

  /** Where nothing can be lost the connection is closed at once: a descriptor less. */
  @Test
  void aShortAnswerIsNotWaitedFor() throws Exception {
    Listener listener = rig.listen(peer -> new AnswerOnce(peer, 100, NotingSession.State.OVER));
    EventLoop loop = rig.serve(transport, listener);
    for (int i = 1; i <= 20; i++) {
      try (PlainPeer peer = PlainPeer.to(listener.address())) {
        peer.send("?");
        assertEquals(100, peer.readToEnd().length);
        long ended = i;
        eventually().until(() -> loop.counters().ended() == ended);
      }
    }
  }

  /** What a peer sends to a session that is over is none of that session's business. */
  @Test
  void aSessionThatIsOverHearsNothingMore() throws Exception {
    Expecting[] made = new Expecting[1];
    Listener listener = rig.listen(peer -> made[0] = new Expecting(peer));
    rig.serve(transport, listener);
    try (PlainPeer peer = PlainPeer.to(listener.address(), SMALL)) {
      // Behind a short message a ring receives by itself, a buffer of 8 KiB after the other.
      peer.send("short");
      eventually().until(() -> made[0] != null && made[0].received.get() == 5);
      peer.send("?" + "x".repeat(40_000));
      assertEquals(ANSWER, peer.readToEnd().length);
    }
    assertFalse(made[0].disturbed);
  }

  /** Answers a question mark, and notes what it is told behind that. */
  private static final class Expecting extends NotingSession {
    private volatile boolean disturbed;

    Expecting(Peer peer) {
      super(peer);
    }

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      disturbed |= state == State.OVER;
      if (bytes[from] == '?') {
        out.put(new byte[ANSWER]);
        state = State.OVER;
      }
      return super.receive(bytes, from, to, out);
    }
  }
}
