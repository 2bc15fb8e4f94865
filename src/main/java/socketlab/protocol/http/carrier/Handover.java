// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http.carrier;

import java.util.concurrent.Executor;
import socketlab.protocol.Answer;
import socketlab.protocol.Peer;
import socketlab.protocol.Secured;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.Pending;

/**
 * What passes between the thread of a connection and the one that answers a request: who takes the
 * body, who hears what happens meanwhile, and that nobody waits for the answer any more.
 *
 * <p>Thread contract: of the connection's thread, but for {@link #receive}, {@link #pending} and
 * what ends the answer, which one other thread at a time does. What both touch is volatile, or
 * handed over once by a synchronized method.
 */
public abstract class Handover extends Answer {
  private final Peer peer;
  private final HttpConfig config;

  private boolean streamed;
  private volatile boolean handled;
  private volatile boolean abandoned;
  private volatile boolean peerEnded;
  private volatile boolean stopping;
  private boolean bodyWanted;
  private BodyConsumer consumer;
  private Pending pending;

  /**
   * @param capacity bytes its output holds before it first grows
   * @param peer woken when the answer has become ready
   */
  protected Handover(int capacity, Peer peer, HttpConfig config) {
    super(capacity, peer);
    this.peer = peer;
    this.config = config;
  }

  public final HttpConfig config() {
    return config;
  }

  /** Has the connection's thread look at what there is: to be run by any thread. */
  public final Runnable waker() {
    return this::wake;
  }

  /** What TLS tells of the connection: see {@link Peer#secured}. */
  public final Secured secured() {
    return peer.secured();
  }

  /** What owns the connection: see {@link Peer#owner}. */
  public final Executor owner() {
    return peer.owner();
  }

  /**
   * Gets ready for a request.
   *
   * @param streamed when its body is not there, and will be streamed
   */
  protected final void begin(boolean streamed) {
    this.streamed = streamed;
    bodyWanted = false;
    consumer = null;
    pending = null;
    handled = false;
    // Few have been any of these, and to look is cheaper than to write.
    if (abandoned) {
      abandoned = false;
    }
    if (peerEnded) {
      peerEnded = false;
    }
    if (stopping) {
      stopping = false;
    }
  }

  public final boolean isStreamed() {
    return streamed;
  }

  /** True when the handler has returned: it is known who takes the body. */
  public final boolean isHandled() {
    return handled;
  }

  /** The handler has returned, or none will run. */
  protected final void handled() {
    handled = true;
  }

  /** True when nobody waits for the answer. */
  public final boolean isAbandoned() {
    return abandoned;
  }

  // The body.

  /** The handler names who takes the body. */
  public final synchronized void receive(BodyConsumer consumer) {
    if (handled || bodyWanted) {
      throw new IllegalStateException("the body has been given to a consumer already");
    }
    bodyWanted = true;
    this.consumer = consumer;
  }

  /** Whoever answers takes the body, too; by the connection's thread, once the answer begins. */
  protected final synchronized void consume(BodyConsumer consumer) {
    bodyWanted = true;
    this.consumer = consumer;
  }

  /** True while nobody has been named to take the body: it will be left unread. */
  public final boolean leavesBodyUnread() {
    return streamed && !isBodyWanted();
  }

  private synchronized boolean isBodyWanted() {
    return bodyWanted;
  }

  /** Who took it wants no more. */
  public final synchronized void leaveBodyUnread() {
    bodyWanted = false;
    consumer = null;
  }

  /** Who takes the body; null while that is not known, when nobody does, and when it has ended. */
  public final BodyConsumer consumer() {
    return handled ? consumer : null;
  }

  /** Likewise, for who tells it of the end. */
  public final synchronized BodyConsumer takeConsumer() {
    BodyConsumer taken = consumer;
    consumer = null;
    return taken;
  }

  /** The handler failed, whoever it may have named before. */
  public final void dropConsumer() {
    BodyConsumer told = takeConsumer();
    synchronized (this) {
      bodyWanted = false;
    }
    if (told != null) {
      guarded(config, told::closed);
    }
  }

  /** The body does not come to its end. */
  public final void closeConsumer() {
    BodyConsumer told = handled ? takeConsumer() : null;
    if (told != null) {
      guarded(config, told::closed);
    }
  }

  // An answer that comes later.

  /** The answer comes later; until then this hears what happens. */
  public final void pending(Pending pending) {
    synchronized (this) {
      this.pending = pending;
    }
    if (abandoned) {
      closePending();
    } else {
      if (peerEnded) {
        tellPeerEnded();
      }
      if (stopping) {
        tellStopping();
      }
    }
  }

  private synchronized Pending takePending() {
    Pending taken = pending;
    pending = null;
    return taken;
  }

  private synchronized Pending pending() {
    return pending;
  }

  private void closePending() {
    Pending told = takePending();
    if (told != null) {
      guarded(config, told::closed);
    }
  }

  /** The peer has shut its sending side. */
  public final void peerEnded() {
    peerEnded = true;
    tellPeerEnded();
  }

  private void tellPeerEnded() {
    Pending told = pending();
    if (told != null) {
      guarded(config, told::peerEnded);
    }
  }

  /** The server stops. */
  public final void stopping() {
    stopping = true;
    tellStopping();
  }

  private void tellStopping() {
    Pending told = pending();
    if (told != null) {
      guarded(config, told::stopping);
    }
  }

  public final boolean hasPeerEnded() {
    return peerEnded;
  }

  public final boolean isStopping() {
    return stopping;
  }

  // The end.

  /** The answer is whole: it leaves, unless nothing leaves any more. */
  public final void finish() {
    takePending();
    complete();
    if (abandoned) {
      abandon();
    }
  }

  /**
   * The answer will not leave. Called when that is decided and when the answer is whole, by two
   * threads maybe; the one that comes last finds the stream, if there is one, and ends it.
   */
  public final void abandon() {
    abandoned = true;
    closeConsumer();
    closePending();
    BodyProducer producer = isReady() ? takeProducer() : null;
    if (producer != null) {
      guarded(config, producer::closed);
    }
  }

  /** Who makes the body of the answer, for the first who asks; or null. */
  protected abstract BodyProducer takeProducer();

  /** Tells one who is not trusted to bear it: whatever it throws, the server lives on. */
  public static void guarded(HttpConfig config, Runnable told) {
    try {
      told.run();
    } catch (Throwable e) {
      config.failures().accept(e);
    }
  }
}
