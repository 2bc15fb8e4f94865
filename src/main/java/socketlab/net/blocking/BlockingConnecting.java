// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import socketlab.net.nio.ChannelAccepted;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;

/**
 * A connect under way, in a thread of its own, which then is the connection's. It comes to its end
 * once, whoever is first: the kernel, or who cancels it.
 */
final class BlockingConnecting implements Peer.Attempt, Runnable {
  private enum State {
    UNDER_WAY,
    CONNECTED,
    FAILED,
    CANCELLED
  }

  private final BlockingReaders readers;
  private final Outgoing to;
  private final SocketChannel channel;
  private final AtomicReference<State> state = new AtomicReference<>(State.UNDER_WAY);
  private BlockingConnection connection;

  BlockingConnecting(BlockingReaders readers, Outgoing to) throws IOException {
    this.readers = readers;
    this.to = to;
    this.channel = SocketChannel.open();
  }

  SocketChannel channel() {
    return channel;
  }

  void becomes(BlockingConnection made) {
    connection = made;
  }

  @Override
  public void run() {
    IOException failure = null;
    try {
      if (to.from() != null) {
        channel.bind(new InetSocketAddress(to.from(), 0));
      }
      channel.socket().connect(to.to(), millis());
    } catch (SocketTimeoutException e) {
      failure =
          new IOException(
              "no connection to "
                  + to.to()
                  + " within "
                  + TimeUnit.NANOSECONDS.toMillis(to.withinNanos())
                  + " ms",
              e);
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new IOException("no connection: " + e, e);
    }
    if (state.compareAndSet(State.UNDER_WAY, failure == null ? State.CONNECTED : State.FAILED)) {
      end(failure);
    } else {
      IOException cancelled = new IOException("cancelled");
      cancelled.initCause(new CancellationException());
      end(cancelled);
    }
  }

  private void end(IOException failure) {
    if (failure == null) {
      connection.converseFirst(to.failed());
    } else {
      ChannelAccepted.close(channel);
      connection.fail(to.failed(), failure);
    }
  }

  /** For {@link java.net.Socket#connect}, 0 is without a limit. */
  private int millis() {
    return to.withinNanos() == Session.NEVER
        ? 0
        : (int) Math.clamp((to.withinNanos() - 1) / 1_000_000 + 1, 1L, (long) Integer.MAX_VALUE);
  }

  /** Its thread sees the channel closed, and says so. */
  @Override
  public void cancel() {
    if (state.compareAndSet(State.UNDER_WAY, State.CANCELLED)) {
      ChannelAccepted.close(channel);
    }
  }
}
