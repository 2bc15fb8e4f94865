// SPDX-License-Identifier: Apache-2.0
package socketlab.net.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Output;
import socketlab.protocol.Session;

/** Says something, and ends when it has come back. */
public final class AskOnce implements Session {
  private final String text;
  private final CompletableFuture<String> back;
  private final StringBuilder heard = new StringBuilder();
  private boolean said;

  public AskOnce(String text, CompletableFuture<String> back) {
    this.text = text;
    this.back = back;
  }

  /** A connect whose session says something; its failure is the future's. */
  public static Outgoing to(
      java.net.InetSocketAddress address, String text, CompletableFuture<String> back) {
    return new Outgoing(address, _ -> new AskOnce(text, back), back::completeExceptionally);
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    heard.append(new String(bytes, from, to - from, US_ASCII));
    if (heard.length() == text.length()) {
      back.complete(heard.toString());
    }
    return to - from;
  }

  @Override
  public void resume(Output out) {
    if (!said) {
      said = true;
      out.put(text.getBytes(US_ASCII));
    }
  }

  @Override
  public void endOfInput(Output out) {}

  @Override
  public void closed() {
    back.completeExceptionally(new IOException("closed before the answer"));
  }

  @Override
  public State state() {
    return back.isDone() ? State.OVER : State.OPEN;
  }
}
