// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.function.BooleanSupplier;
import socketlab.protocol.Output;
import socketlab.protocol.Session;

/** Says one thing when it may speak, and keeps what it hears. */
final class Asking implements Session {
  private final String question;
  private final StringBuilder heard = new StringBuilder();
  private final BooleanSupplier isAnswered;
  private boolean asked;
  private boolean ended;
  private boolean closed;

  /** One that takes anything for an answer. */
  Asking(String question) {
    this.question = question;
    isAnswered = () -> !heard.isEmpty();
  }

  /** One whose answer ends with its connection. */
  static Asking untilTheEnd(String question) {
    return new Asking(question, () -> false);
  }

  private Asking(String question, BooleanSupplier isAnswered) {
    this.question = question;
    this.isAnswered = isAnswered;
  }

  @Override
  public void resume(Output out) {
    if (!asked) {
      asked = true;
      out.put(question.getBytes(ISO_8859_1));
    }
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    heard.append(new String(bytes, from, to - from, ISO_8859_1));
    return to - from;
  }

  @Override
  public void endOfInput(Output out) {
    ended = true;
  }

  @Override
  public void closed() {
    closed = true;
  }

  @Override
  public State state() {
    return ended ? State.OVER : State.OPEN;
  }

  @Override
  public Awaits awaits() {
    return asked && !isAnswered.getAsBoolean() ? Awaits.REST : Awaits.MESSAGE;
  }

  /** Says it again, when it is resumed. */
  void askAgain() {
    asked = false;
  }

  String heard() {
    return heard.toString();
  }

  /** True when it was told that all has come. */
  boolean isEnded() {
    return ended;
  }

  boolean isClosed() {
    return closed;
  }
}
