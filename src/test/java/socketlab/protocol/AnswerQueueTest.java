// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Session.State;
import socketlab.protocol.echo.EchoSession;

@Timeout(20)
class AnswerQueueTest {
  private final AnswerQueue<Plain> queue = new AnswerQueue<>();
  private final Plain first = new Plain();
  private final Plain second = new Plain();

  @Test
  void onlyTheFirstIsEverReady() {
    queue.add(first);
    queue.add(second);
    second.complete();
    assertNull(queue.ready());
    first.complete();
    assertSame(first, queue.ready());
    queue.remove();
    assertSame(second, queue.ready());
    queue.remove();
    assertNull(queue.ready());
    assertTrue(queue.isEmpty());
  }

  @Test
  void anAnswerCanBeUsedAgain() {
    for (int round = 1; round <= 3; round++) {
      first.output().put((byte) round);
      queue.add(first);
      assertNull(queue.ready(), "ready from the round before");
      first.complete();
      assertEquals(1, queue.ready().output().size());
      queue.remove();
      first.renew();
    }
    assertEquals(0, queue.size());
  }

  @Test
  void clearingTellsOfAllInOrder() {
    queue.add(first);
    queue.add(second);
    List<Plain> cleared = new ArrayList<>();
    queue.clear(cleared::add);
    assertEquals(List.of(first, second), cleared);
    assertEquals(0, queue.size());
    queue.add(second);
    second.complete();
    assertSame(second, queue.ready());
  }

  @Test
  void completingWakesTheOwner() {
    int[] resumed = {0};
    Wire wire =
        new Wire(
            peer ->
                new Session() {
                  @Override
                  public int receive(byte[] bytes, int from, int to, Output out) {
                    new Plain(peer).complete();
                    return to - from;
                  }

                  @Override
                  public void resume(Output out) {
                    resumed[0]++;
                  }

                  @Override
                  public void endOfInput(Output out) {}

                  @Override
                  public State state() {
                    return State.OPEN;
                  }
                });
    wire.feed("x");
    assertEquals(1, resumed[0]);
  }

  @Test
  void itShowsWhatIsOwedAndWhatIsReady() {
    queue.add(first);
    queue.add(second);
    second.output().put(new byte[7]);
    first.output().put(new byte[3]);
    assertEquals(0, queue.readyBytes());
    second.complete();
    assertEquals(7, queue.readyBytes(), "what is not ready belongs to another thread");
    List<Plain> shown = new ArrayList<>();
    queue.forEach(shown::add);
    assertEquals(List.of(first, second), shown);
    assertSame(first, queue.first());
    assertSame(second, queue.last());
  }

  private static final class Plain extends Answer {
    Plain() {
      this(new Wire(peer -> new EchoSession(peer, 1)));
    }

    Plain(Peer peer) {
      super(1, peer);
    }
  }
}
