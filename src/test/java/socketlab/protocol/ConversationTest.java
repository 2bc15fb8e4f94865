// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Session.State;

/** What an owner of a session may rely on: bytes held, the order of the end and the stop. */
@Timeout(20)
class ConversationTest {
  private final Conversation conversation = new Conversation();
  private final Output out = new Output(16);

  /** A session of three methods: it answers each byte with itself. */
  private static final class Parrot implements Session {
    private boolean over;

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      out.put(bytes, from, to - from);
      return to - from;
    }

    @Override
    public void endOfInput(Output out) {
      over = true;
    }

    @Override
    public State state() {
      return over ? State.OVER : State.OPEN;
    }
  }

  /** A session that takes what it is told to, and tells what it was told. */
  private static final class Scripted implements Session {
    final List<String> heard = new ArrayList<>();
    int takes;
    boolean wants = true;
    boolean drains;
    State state = State.OPEN;
    Session next;
    int messages;

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      heard.add(new String(bytes, from, to - from, ISO_8859_1));
      int count = Math.min(takes, to - from);
      takes -= count;
      return count;
    }

    @Override
    public void endOfInput(Output out) {
      heard.add("end");
    }

    @Override
    public void resume(Output out) {
      heard.add("resume");
    }

    @Override
    public void stop(Output out) {
      heard.add("stop");
    }

    @Override
    public void closed() {
      heard.add("closed");
    }

    @Override
    public State state() {
      return state;
    }

    @Override
    public boolean wantsInput() {
      return wants;
    }

    @Override
    public boolean wantsDrain() {
      return drains;
    }

    @Override
    public Session successor() {
      return next;
    }

    @Override
    public int taken() {
      int count = messages;
      messages = 0;
      return count;
    }

    List<String> news() {
      List<String> news = List.copyOf(heard);
      heard.clear();
      return news;
    }
  }

  private final Scripted session = new Scripted();

  private void received(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    conversation.received(bytes, 0, bytes.length, out);
  }

  @Test
  void aSessionIsThreeMethods() {
    conversation.open(new Parrot());
    received("hello");
    assertEquals("hello", out.toString());
    assertTrue(conversation.wantsInput(out));
    assertFalse(conversation.wantsDrain());
    assertEquals(Session.NEVER, conversation.deadline());
    assertEquals(0, conversation.kept());
    conversation.stop(out);
    conversation.timedOut(out);
    conversation.overloaded(out);
    conversation.resumed(out);
    assertEquals(Session.State.OPEN, conversation.state());
    conversation.inputEnded(out);
    assertEquals(Session.State.OVER, conversation.state());
    conversation.closed();
  }

  @Test
  void whatIsNotTakenIsOfferedAgainWithWhatCameSince() {
    conversation.open(session);
    session.takes = 2;
    received("abcd");
    assertTrue(conversation.wantsInput(out), "the session has seen it, and needs more");
    assertEquals(2, conversation.kept());
    session.takes = 10;
    received("ef");
    assertEquals(List.of("abcd", "cd", "cdef"), session.news(), "until it takes nothing");
    assertEquals(0, conversation.kept(), "an idle conversation holds no buffer");
  }

  @Test
  void nothingIsReadWhileBytesAreHeldThatWereNotOffered() {
    conversation.open(session);
    session.wants = false;
    received("abcd");
    assertFalse(conversation.wantsInput(out));
    // Now it wants more, but there is something for it already.
    session.wants = true;
    session.takes = 4;
    assertFalse(conversation.wantsInput(out), "what is here comes first");
    assertTrue(conversation.wantsDrain());
    conversation.resumed(out);
    assertEquals(List.of("abcd", "resume", "abcd"), session.news());
    assertTrue(conversation.wantsInput(out));
    assertFalse(conversation.wantsDrain());
  }

  @Test
  void nothingIsReadWhileTheOutputIsFull() {
    conversation.open(session);
    session.takes = 1;
    out.put(new byte[Output.HIGH_WATER]);
    received("abc");
    assertFalse(conversation.wantsInput(out));
    assertTrue(conversation.wantsDrain());
    assertEquals(2, conversation.kept());
    out.sent(Output.HIGH_WATER);
    session.takes = 2;
    conversation.resumed(out);
    assertEquals(List.of("abc", "resume", "bc"), session.news());
  }

  @Test
  void theEndWaitsBehindBackPressure() {
    conversation.open(session);
    session.wants = false;
    received("ab");
    conversation.inputEnded(out);
    assertEquals(List.of("ab"), session.news());
    session.wants = true;
    session.takes = 1;
    conversation.resumed(out);
    assertEquals(List.of("resume", "ab", "b", "end"), session.news(), "'b' is the begin of more");
    assertFalse(conversation.wantsInput(out));
    conversation.inputEnded(out);
    conversation.resumed(out);
    assertEquals(List.of("resume"), session.news(), "told once");
  }

  @Test
  void theStopWaitsBehindBackPressureAndComesBeforeTheEnd() {
    conversation.open(session);
    session.wants = false;
    received("ab");
    conversation.stop(out);
    assertFalse(conversation.isStopTold());
    session.wants = true;
    session.takes = 2;
    conversation.stop(out);
    conversation.inputEnded(out);
    assertEquals(List.of("ab", "ab", "stop", "end"), session.news());
    conversation.stop(out);
    assertEquals(List.of(), session.news(), "told once");
  }

  @Test
  void theSuccessorGetsTheRest() {
    conversation.open(session);
    Scripted successor = new Scripted();
    successor.takes = 10;
    session.takes = 2;
    session.messages = 3;
    session.next = successor;
    received("abcd");
    assertSame(successor, conversation.session());
    assertEquals(List.of("abcd"), session.news());
    assertEquals(List.of("resume", "cd"), successor.news());
    assertEquals(3, conversation.taken(), "of the one that has passed it on");
    received("ef");
    assertEquals(List.of(), session.news(), "it hears nothing more");
    assertEquals(List.of("ef"), successor.news());
    conversation.closed();
    assertEquals(List.of("closed"), successor.news());
  }

  @Test
  void theSuccessorHearsOfTheStopAndTheEnd() {
    conversation.open(session);
    conversation.stop(out);
    conversation.inputEnded(out);
    Scripted successor = new Scripted();
    session.next = successor;
    conversation.resumed(out);
    assertEquals(List.of("stop", "end", "resume"), session.news());
    assertEquals(List.of("resume", "stop", "end"), successor.news());
  }

  @Test
  void theSuccessorsBackPressureHoldsTheEndAsWell() {
    conversation.open(session);
    Scripted successor = new Scripted();
    successor.wants = false;
    session.next = successor;
    received("ab");
    conversation.inputEnded(out);
    assertEquals(List.of("resume"), successor.news());
    successor.wants = true;
    successor.takes = 2;
    conversation.resumed(out);
    assertEquals(List.of("resume", "ab", "end"), successor.news());
  }

  @Test
  void aSessionThatHasSaidAllStillListens() {
    conversation.open(session);
    session.state = Session.State.SAID_ALL;
    assertFalse(conversation.state().isLast());
    assertTrue(conversation.wantsInput(out));
    session.takes = 2;
    received("ab");
    conversation.inputEnded(out);
    assertEquals(List.of("ab", "end"), session.news());
  }

  /**
   * Takes a byte, stops to wait for another thread, and may go on by the time it returns: what it
   * left is offered again, though nobody wakes it.
   */
  private static final class Interrupted implements Session {
    private final StringBuilder taken = new StringBuilder();

    @Override
    public int receive(byte[] bytes, int from, int to, Output out) {
      taken.append((char) bytes[from]);
      return 1;
    }

    @Override
    public void endOfInput(Output out) {
      taken.append('.');
    }

    @Override
    public State state() {
      return State.OPEN;
    }
  }

  @Test
  void whatWasLeftForAnotherThreadIsOfferedAgain() {
    Interrupted session = new Interrupted();
    Conversation conversation = new Conversation();
    conversation.open(session);
    Output out = new Output(16);
    conversation.received(new byte[] {'a', 'b', 'c'}, 0, 3, out);
    conversation.inputEnded(out);
    assertEquals("abc.", session.taken.toString());
    assertFalse(conversation.holdsInput());
  }
}
