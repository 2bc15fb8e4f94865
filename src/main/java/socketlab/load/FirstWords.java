// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import socketlab.load.plan.Target;
import socketlab.load.plan.WireProtocol;
import socketlab.net.loop.EventLoop;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.http2.client.ClientConnection;
import socketlab.protocol.http2.client.ClientLimits;
import socketlab.tls.client.TlsHandshake;

/**
 * Whether a server speaks what it is to be loaded with: a handshake of TLS where that is asked for,
 * and the settings of HTTP/2. What it says otherwise is told in one line, before any load.
 *
 * <p>Asked by a thread that waits; the rest is the loop's thread.
 */
final class FirstWords implements Session {
  private final Target target;
  private final CompletableFuture<Optional<TlsHandshake>> outcome = new CompletableFuture<>();
  private TlsHandshake handshake;
  private ClientConnection http2;
  private boolean over;

  FirstWords(Target target) {
    this.target = target;
  }

  /**
   * Asks by a connection of its own; called once.
   *
   * @return how the handshake came out; empty without TLS
   * @throws ProtocolException in one line, when it speaks something else
   * @throws IOException in one line, when there is no connection; or when it was stopped
   */
  Optional<TlsHandshake> ask(Securing securing, EventLoop loop, long timeoutNanos)
      throws IOException, InterruptedException {
    loop.connect(
        new Outgoing(
            target.address(),
            null,
            timeoutNanos,
            securing.around(this::open, this::secured, this::failed),
            outcome::completeExceptionally));
    try {
      return outcome.get(timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException why ? why : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new ProtocolException("it took the connection, and said nothing");
    }
  }

  /** Whether there is anything to ask. */
  static boolean areOfUse(Target target) {
    return target.tls().isPresent() || target.protocol() == WireProtocol.HTTP_2;
  }

  /** Ends the waiting; any thread. */
  void stop() {
    outcome.completeExceptionally(new IOException("stopped"));
  }

  private Session open(Peer peer) {
    return this;
  }

  private void secured(TlsHandshake finished) {
    handshake = finished;
    if (target.protocol() == WireProtocol.HTTP_2
        && !WireProtocol.HTTP_2.alpn().equals(finished.protocol())) {
      failed(
          "it does not speak HTTP/2 over TLS, by what it chose in the handshake; leave out"
              + " --http2");
    } else if (target.protocol() != WireProtocol.HTTP_2) {
      outcome.complete(Optional.of(finished));
    }
  }

  private void failed(String why) {
    over = true;
    outcome.completeExceptionally(new ProtocolException(why));
  }

  @Override
  public void resume(Output out) {
    if (target.protocol() != WireProtocol.HTTP_2) {
      over = true;
    } else if (http2 == null) {
      http2 = new ClientConnection(ClientLimits.DEFAULT);
      http2.begin(out);
    }
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    if (over) {
      return to - from;
    }
    int taken = http2.receive(bytes, from, to, out);
    if (http2.failure() != null) {
      failed("it does not speak HTTP/2 (" + http2.failure() + "); leave out --http2");
    } else if (http2.hasBegun()) {
      http2.leave(out);
      over = true;
      outcome.complete(Optional.ofNullable(handshake));
    }
    return taken;
  }

  @Override
  public void endOfInput(Output out) {
    failed("it ended the connection at once; does it speak " + target.protocol().id() + "?");
  }

  @Override
  public void closed() {
    // When all went well that has been told.
    failed("it reset the connection at once; does it speak " + target.protocol().id() + "?");
  }

  @Override
  public State state() {
    return over ? State.OVER : State.OPEN;
  }
}
