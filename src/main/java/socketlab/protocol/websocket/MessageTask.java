// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket;

import java.util.Arrays;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;

/**
 * A message for a worker, and what the handler sends while it runs there. One thread makes it, one
 * runs it, and the first takes what came of it once it {@link #isDone}.
 */
final class MessageTask implements Runnable {
  private final WebSocketHandler handler;
  private final WebSocketConfig config;
  private final Peer peer;
  private final boolean text;
  private final byte[] message;
  private final Output out = new Output(256);
  private final Sender sender;
  private boolean failed;
  private volatile boolean done;

  /**
   * @param deflate null when no compression was agreed on
   */
  MessageTask(
      WebSocketHandler handler,
      WebSocketConfig config,
      Peer peer,
      MessageDeflate deflate,
      boolean text,
      byte[] bytes,
      int from,
      int length) {
    this.handler = handler;
    this.config = config;
    this.peer = peer;
    this.text = text;
    message = Arrays.copyOfRange(bytes, from, from + length);
    sender = new Sender(peer, deflate);
  }

  @Override
  public void run() {
    try {
      handler.message(sender.into(out), text, message, 0, message.length);
    } catch (Throwable e) {
      // A handler is not trusted: whatever it throws, the worker lives on.
      failed = true;
      config.failures().accept(e);
    } finally {
      sender.release();
      done = true;
      peer.wake();
    }
  }

  /** True when the handler has returned; what follows may be asked then. */
  boolean isDone() {
    return done;
  }

  boolean hasFailed() {
    return failed;
  }

  /** True when the handler has closed the connection. */
  boolean hasClosed() {
    return sender.isClosed();
  }

  Output output() {
    return out;
  }

  /** Bytes of memory that it holds. */
  int kept() {
    return message.length;
  }
}
