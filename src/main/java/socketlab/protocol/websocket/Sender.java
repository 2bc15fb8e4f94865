// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import java.util.concurrent.Executor;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;

/** Writes what a handler sends as frames, to the output that is there while the handler runs. */
final class Sender implements WebSocket {
  private static final int OPEN = -1;

  private final Peer peer;
  private final Runnable waker;
  private final MessageDeflate deflate;
  private Output out;
  private int closeCode = OPEN;
  private boolean saidFull;

  /**
   * @param deflate null when no compression was agreed on
   */
  Sender(Peer peer, MessageDeflate deflate) {
    this.peer = peer;
    this.deflate = deflate;
    waker = peer::wake;
  }

  /** The handler is about to be called, and may send. */
  Sender into(Output out) {
    this.out = out;
    saidFull = false;
    return this;
  }

  /** The handler has returned. */
  void release() {
    out = null;
  }

  /** Nothing may be sent any more. */
  void end() {
    closeCode = CloseCode.ABNORMAL;
  }

  boolean isClosed() {
    return closeCode != OPEN;
  }

  /** True when the handler was last told that the output is full. */
  boolean saidFull() {
    return saidFull;
  }

  @Override
  public void text(byte[] utf8, int from, int length) {
    send(Frames.TEXT, utf8, from, length);
  }

  @Override
  public void binary(byte[] bytes, int from, int length) {
    send(Frames.BINARY, bytes, from, length);
  }

  private void send(int opcode, byte[] bytes, int from, int length) {
    check();
    if (isClosed()) {
      return;
    }
    if (deflate == null) {
      Frames.put(opcode, bytes, from, length, out);
    } else {
      deflate.put(opcode, bytes, from, length, out);
    }
  }

  @Override
  public void send(PreparedMessage message) {
    check();
    if (!isClosed()) {
      out.put(message.frame());
    }
  }

  @Override
  public void close(int code, String reason) {
    check();
    if (!CloseCode.maySend(code)) {
      throw new IllegalArgumentException("a Close cannot say " + code);
    }
    if (!isClosed()) {
      Frames.putClose(code, reason, out);
      closeCode = code;
    }
  }

  private void check() {
    if (out == null) {
      throw new IllegalStateException("a WebSocket is used only while its handler is called");
    }
  }

  @Override
  public boolean isFull() {
    check();
    saidFull = out.isFull();
    return saidFull;
  }

  @Override
  public Runnable waker() {
    return waker;
  }

  @Override
  public Executor owner() {
    return peer.owner();
  }
}
