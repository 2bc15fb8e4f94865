// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.Output;
import socketlab.protocol.Session;

/**
 * A client's side that asks for one thing as soon as it may speak, and notes when the answer
 * begins. Confined to one thread.
 */
final class PlaintextRequest implements Session {
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);

  private static final String BEGINS = "HTTP/1.1 200";
  private static final String ENDS = "Hello, World!";

  private final StringBuilder answer = new StringBuilder();
  private boolean asked;
  private boolean ended;
  private long beganNanos;

  /** True once the first byte of the answer has come. */
  boolean hasBegun() {
    return !answer.isEmpty();
  }

  /** When the first byte of the answer had come and was decrypted, by {@link System#nanoTime}. */
  long beganNanos() {
    return beganNanos;
  }

  /** True once all of the answer has come, and it is the right one. */
  boolean isAnswered() {
    return answer.indexOf(BEGINS) == 0 && answer.indexOf(ENDS) > 0;
  }

  /** What came, for a message that says what is wrong with it. */
  String answer() {
    return answer.toString();
  }

  @Override
  public void resume(Output out) {
    if (!asked) {
      asked = true;
      out.put(REQUEST);
    }
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    if (answer.isEmpty()) {
      beganNanos = System.nanoTime();
    }
    answer.append(new String(bytes, from, to - from, US_ASCII));
    return to - from;
  }

  @Override
  public void endOfInput(Output out) {
    ended = true;
  }

  @Override
  public Awaits awaits() {
    return Awaits.ANSWER;
  }

  @Override
  public State state() {
    return ended ? State.OVER : State.OPEN;
  }
}
