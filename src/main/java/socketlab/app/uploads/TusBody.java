// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import java.util.List;
import java.util.function.BiConsumer;
import socketlab.app.uploads.store.Appending;
import socketlab.app.uploads.store.Refusal;
import socketlab.app.uploads.store.StoredUpload;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;

/** The body of a PATCH, or of a POST that creates an upload. */
final class TusBody extends UploadBody {
  private final BiConsumer<Response, Long> answer;
  private Appending appending;

  /** Bytes that it may have. */
  private long room;

  /**
   * @param answer writes the answer when all is stored, with the offset
   */
  private TusBody(
      Response later, Request request, StoredUpload upload, BiConsumer<Response, Long> answer) {
    super(later, request.isStreamed() ? request.waker() : null, upload.threads());
    this.answer = answer;
  }

  /**
   * Has the body of a request appended, and answers in the end.
   *
   * @param room bytes that the body may have
   */
  static void append(
      Request request,
      Response response,
      StoredUpload upload,
      Appending.Wish wish,
      long room,
      BiConsumer<Response, Long> answer) {
    Runnable waker = request.isStreamed() ? request.waker() : null;
    TusBody body = new TusBody(response.later(), request, upload, answer);
    body.room = room;
    Appending.begin(upload, wish, waker, body::refuse, body::refuse)
        .ifPresent(appending -> body.begin(appending, request));
  }

  private void begin(Appending begun, Request request) {
    appending = begun;
    if (request.isStreamed()) {
      request.receive(this);
    } else if (appending.takeWhole(request.body(), request.bodyOffset(), request.bodyLength())) {
      ended(List.of());
    } else {
      appending.leave();
      refuse(Refusal.NO_MEMORY);
    }
  }

  @Override
  int take(byte[] bytes, int from, int to) {
    int count = room == 0 ? 0 : appending.take(bytes, from, (int) Math.min(to, from + room));
    room -= count;
    if (room == 0 && from + count < to) {
      appending.leave();
      refuse(Refusal.BEHIND_END);
    }
    return count;
  }

  @Override
  public void ended(List<Field> trailers) {
    appending.end(false, offset -> send(response -> answer.accept(response, offset)));
  }

  @Override
  void left() {
    appending.leave();
  }

  @Override
  public int kept() {
    return appending.kept();
  }
}
