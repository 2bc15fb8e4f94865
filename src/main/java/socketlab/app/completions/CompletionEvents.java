// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import java.util.concurrent.Future;
import socketlab.protocol.Output;
import socketlab.protocol.events.EventText;
import socketlab.protocol.http.BodyProducer;

/**
 * An answer as events, each token when it is due. What is due while the peer does not read waits as
 * a number and not as bytes. Asked by the connection's thread; the clock only wakes it.
 */
final class CompletionEvents implements BodyProducer {
  private static final int NOTHING = -1;

  private final Completion completion;
  private final Pace pace;
  private final boolean withUsage;
  private final Completions completions;
  private final Runnable waker;
  private final CompletionJson json = new CompletionJson();
  private final long began = System.nanoTime();
  private int told = NOTHING;
  private Future<?> alarm;

  /** The token that the alarm is for. */
  private int awaited;

  private boolean stopping;
  private boolean over;

  /**
   * @param completions where its place is given back
   * @param waker of the response that it is the body of
   */
  CompletionEvents(
      Completion completion,
      Pace pace,
      boolean withUsage,
      Completions completions,
      Runnable waker) {
    this.completion = completion;
    this.pace = pace;
    this.withUsage = withUsage;
    this.completions = completions;
    this.waker = waker;
  }

  @Override
  public Next produce(Output out, int most) {
    int before = out.size();
    if (told == NOTHING) {
      put(json.first(), out);
      told = 0;
    }
    long now = System.nanoTime() - began;
    int due = Math.min(pace.due(now), completion.tokens().size());
    while (told < due && out.size() - before < most) {
      put(json.token(completion.tokens().get(told++)), out);
    }
    if (told == completion.tokens().size() || stopping) {
      end(out);
      return Next.END;
    }
    if (told < due) {
      return Next.MORE;
    }
    // It may be asked without a reason; one alarm a token is enough.
    if (awaited <= told) {
      awaited = told + 1;
      alarm = completions.at(pace.nanosTo(awaited) - now, waker);
    }
    return Next.LATER;
  }

  private void end(Output out) {
    put(json.last(completion.finish(told)), out);
    if (withUsage) {
      put(json.usage(completion, told), out);
    }
    put(CompletionJson.DONE, out);
    leave();
  }

  private static void put(String data, Output out) {
    out.put(EventText.of(null, null, data));
  }

  private void leave() {
    if (!over) {
      over = true;
      completions.leave();
      if (alarm != null) {
        alarm.cancel(false);
      }
    }
  }

  @Override
  public void stopping() {
    stopping = true;
  }

  @Override
  public void closed() {
    leave();
  }
}
