// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import socketlab.net.listen.Service;
import socketlab.protocol.Outgoing;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.Timer;

/**
 * A connect under way. It ends once: in a stream with a session of its own, or in {@link
 * Outgoing#failed()}.
 *
 * <pre>
 *   begin ──▶ under way ──▶ established ──▶ stream, session
 *                 ├── refused · too late · cancelled · the loop ends ──▶ failed
 * </pre>
 */
public abstract class Connecting extends Endpoint implements Peer.Attempt {
  protected final Outgoing to;
  private Timer limit;
  private boolean over;

  protected Connecting(EventLoop loop, Outgoing to) {
    super(loop);
    this.to = to;
  }

  /**
   * Begins; ends in {@link #established} or {@link #failed}, now or later.
   *
   * @throws IOException when it has failed already
   */
  protected abstract void start() throws IOException;

  /** Lets go of the socket, which is not a stream's. */
  protected abstract void closeDescriptor();

  final void begin() {
    if (loop.isTooLateToConnect()) {
      failed(new ClosedChannelException());
      return;
    }
    join();
    try {
      if (to.to().isUnresolved()) {
        throw new UnknownHostException("no address is known of " + to.to().getHostString());
      }
      start();
    } catch (IOException | RuntimeException e) {
      failed(e instanceof IOException io ? io : new IOException("no connection: " + e, e));
      return;
    }
    if (!over && to.withinNanos() != Session.NEVER) {
      limit = loop.timer(this::tooLate);
      limit.set(loop.now() + to.withinNanos());
    }
  }

  private void tooLate() {
    failed(
        new IOException(
            "no connection to "
                + to.to()
                + " within "
                + TimeUnit.NANOSECONDS.toMillis(to.withinNanos())
                + " ms"));
  }

  /** There is a connection, and the stream has its socket now. */
  protected final void established(Stream stream) {
    over();
    leave();
    stream.open(Service.outgoing(to.sessions(), loop.config().stallNanos()), false, to.failed());
  }

  /** There is none. */
  protected final void failed(IOException e) {
    if (over) {
      return;
    }
    over();
    closeDescriptor();
    leave();
    loop.tell(to.failed(), e);
  }

  private void over() {
    over = true;
    if (limit != null) {
      limit.cancel();
    }
  }

  /** Any thread that has the attempt; it is given up by the loop's. */
  @Override
  public final void cancel() {
    loop.execute(
        () -> {
          IOException cancelled = new IOException("cancelled");
          cancelled.initCause(new CancellationException());
          failed(cancelled);
        });
  }

  /** Whoever asked for it may need it to finish what is in flight. */
  @Override
  protected void drain() {}

  @Override
  protected boolean cutOff() {
    failed(new ClosedChannelException());
    return false;
  }
}
