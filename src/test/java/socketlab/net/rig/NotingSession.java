// SPDX-License-Identifier: Apache-2.0
package socketlab.net.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;

/**
 * A session that takes all, answers nothing, and notes what it was told. The test looks from its
 * own thread, and says by the fields what the session wants.
 */
public class NotingSession implements Session {
  public final Peer peer;
  public final AtomicLong received = new AtomicLong();
  public final AtomicInteger ends = new AtomicInteger();
  public final AtomicInteger stops = new AtomicInteger();
  public final AtomicInteger closes = new AtomicInteger();
  public final AtomicInteger timeouts = new AtomicInteger();
  public final AtomicInteger resumes = new AtomicInteger();
  public volatile State state = State.OPEN;
  public volatile boolean wants = true;
  public volatile long deadline = NEVER;
  public volatile Awaits awaits = Awaits.MESSAGE;
  private final StringBuffer heard = new StringBuffer();

  public NotingSession(Peer peer) {
    this.peer = peer;
  }

  /** The first bytes it has taken. */
  public String heard() {
    return heard.toString();
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    received.addAndGet(to - from);
    if (heard.length() < 1000) {
      heard.append(new String(bytes, from, to - from, US_ASCII));
    }
    return to - from;
  }

  @Override
  public void endOfInput(Output out) {
    ends.incrementAndGet();
    state = State.OVER;
  }

  @Override
  public void stop(Output out) {
    stops.incrementAndGet();
    state = State.OVER;
  }

  @Override
  public void timeout(Output out) {
    timeouts.incrementAndGet();
    state = State.OVER;
  }

  @Override
  public void resume(Output out) {
    resumes.incrementAndGet();
  }

  @Override
  public void closed() {
    closes.incrementAndGet();
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public Awaits awaits() {
    return awaits;
  }

  @Override
  public boolean wantsInput() {
    return wants && state == State.OPEN || state == State.SAID_ALL && wants;
  }

  @Override
  public long deadline() {
    return deadline;
  }
}
