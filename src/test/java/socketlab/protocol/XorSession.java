// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import socketlab.protocol.Session.State;

/**
 * A session around any other, as TLS is: each byte is changed on its way in and on its way out. It
 * shows that sessions nest, with all that an owner does for its session done by a {@link
 * Conversation}.
 */
final class XorSession implements Session {
  private final Conversation conversation = new Conversation();
  private final Output inside = new Output(64);
  private final byte key;
  private boolean stopping;

  private XorSession(SessionFactory inner, byte key, Peer peer) {
    this.key = key;
    conversation.open(inner.open(peer));
  }

  /** Sessions of {@code inner} whose bytes are changed by {@code key} both ways. */
  static SessionFactory around(SessionFactory inner, byte key) {
    return peer -> new XorSession(inner, key, peer);
  }

  /** The bytes changed; doing it twice undoes it. */
  static byte[] changed(byte[] bytes, int from, int to, byte key) {
    byte[] changed = new byte[to - from];
    for (int i = from; i < to; i++) {
      changed[i - from] = (byte) (bytes[i] ^ key);
    }
    return changed;
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    conversation.received(changed(bytes, from, to, key), 0, to - from, inside);
    settle(out);
    return to - from;
  }

  @Override
  public void endOfInput(Output out) {
    conversation.inputEnded(inside);
    settle(out);
  }

  @Override
  public void resume(Output out) {
    conversation.resumed(inside);
    settle(out);
  }

  @Override
  public void timeout(Output out) {
    conversation.timedOut(inside);
    settle(out);
  }

  @Override
  public void overloaded(Output out) {
    conversation.overloaded(inside);
    settle(out);
  }

  @Override
  public void stop(Output out) {
    stopping = true;
    settle(out);
  }

  /** Passes on what the inner one has said, and lets it go on while there is room. */
  private void settle(Output out) {
    while (true) {
      if (stopping) {
        conversation.stop(inside);
      }
      int count = Math.min(inside.size(), Output.HIGH_WATER - out.size());
      if (count > 0) {
        int from = inside.offset();
        out.put(changed(inside.array(), from, from + count, key));
        inside.sent(count);
      }
      if (inside.isFull() || !conversation.wantsDrain()) {
        return;
      }
      conversation.resumed(inside);
    }
  }

  @Override
  public State state() {
    return inside.isEmpty() ? conversation.state() : State.OPEN;
  }

  @Override
  public boolean wantsInput() {
    return conversation.wantsInput(inside);
  }

  @Override
  public boolean wantsDrain() {
    return !inside.isEmpty();
  }

  @Override
  public long deadline() {
    return conversation.deadline();
  }

  @Override
  public void closed() {
    conversation.closed();
  }

  @Override
  public int kept() {
    return conversation.kept() + inside.size();
  }

  @Override
  public int taken() {
    return conversation.taken();
  }
}
