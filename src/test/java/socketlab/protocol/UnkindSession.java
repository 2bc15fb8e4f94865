// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Passes everything on to another session; but what it offers stands in another array each time, at
 * another offset, and is overwritten when the session returns. Whoever keeps a reference to what
 * was only lent reads nonsense.
 */
final class UnkindSession implements Session {
  private static final byte SCRIBBLE = (byte) 0xee;

  private final Session inner;
  private final UnaryOperator<Session> successors;
  private final byte[][] offers = {{}, {}};
  private Session successor;
  private int offset;
  private int untaken;

  /**
   * @param successors makes an unkind one of whoever takes over
   */
  UnkindSession(Session inner, UnaryOperator<Session> successors) {
    this.inner = inner;
    this.successors = successors;
  }

  Session inner() {
    return inner;
  }

  /** Bytes of the last offer that were left. */
  int untaken() {
    return untaken;
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    offset = (offset + 1) % 7;
    int size = to - from;
    int end = offset + size;
    if (offers[offset % 2].length < end) {
      offers[offset % 2] = new byte[2 * end];
      Arrays.fill(offers[offset % 2], SCRIBBLE);
    }
    byte[] lent = offers[offset % 2];
    System.arraycopy(bytes, from, lent, offset, size);
    int count = inner.receive(lent, offset, end, out);
    Arrays.fill(lent, offset, end, SCRIBBLE);
    if (count < 0 || count > size) {
      throw new AssertionError("took " + count + " of " + size);
    }
    untaken = size - count;
    return count;
  }

  @Override
  public void endOfInput(Output out) {
    inner.endOfInput(out);
  }

  @Override
  public State state() {
    return inner.state();
  }

  @Override
  public void resume(Output out) {
    inner.resume(out);
  }

  @Override
  public void timeout(Output out) {
    inner.timeout(out);
  }

  @Override
  public void overloaded(Output out) {
    inner.overloaded(out);
  }

  @Override
  public void stop(Output out) {
    inner.stop(out);
  }

  @Override
  public void closed() {
    inner.closed();
  }

  @Override
  public boolean wantsInput() {
    return inner.wantsInput();
  }

  @Override
  public boolean wantsDrain() {
    return inner.wantsDrain();
  }

  @Override
  public long deadline() {
    return inner.deadline();
  }

  @Override
  public Session successor() {
    Session next = inner.successor();
    if (next != null && successor == null) {
      successor = successors.apply(next);
    }
    return successor;
  }

  @Override
  public int kept() {
    return inner.kept();
  }

  @Override
  public int taken() {
    return inner.taken();
  }
}
