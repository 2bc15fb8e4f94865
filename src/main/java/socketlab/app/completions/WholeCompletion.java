// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import static java.nio.charset.StandardCharsets.UTF_8;

import socketlab.app.route.WaitingAnswer;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** An answer in one piece, when its last token is due; sooner, and cut, when it has to end. */
final class WholeCompletion extends WaitingAnswer {
  private final Completion completion;
  private final Pace pace;
  private final Completions completions;
  private final long began = System.nanoTime();

  private WholeCompletion(Completion completion, Pace pace, Completions completions) {
    this.completion = completion;
    this.pace = pace;
    this.completions = completions;
  }

  /** Begins to wait; by the handler. */
  static void begin(Completion completion, Pace pace, Completions completions, Response response) {
    WholeCompletion whole = new WholeCompletion(completion, pace, completions);
    long nanos = pace.nanosTo(completion.tokens().size());
    if (nanos == 0) {
      whole.free();
      whole.answer(response);
    } else {
      whole.await(response, () -> completions.at(nanos, whole::end));
    }
  }

  @Override
  protected void answer(Response response) {
    int told = Math.min(pace.due(System.nanoTime() - began), completion.tokens().size());
    String body = new CompletionJson().whole(completion, told);
    response.type(MediaType.JSON).field("Cache-Control", "no-store");
    response.send(Status.OK, body.getBytes(UTF_8));
  }

  @Override
  protected void free() {
    completions.leave();
  }
}
