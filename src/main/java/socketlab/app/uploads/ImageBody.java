// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Optional;
import socketlab.app.uploads.store.Appending;
import socketlab.app.uploads.store.Refusal;
import socketlab.app.uploads.store.StoredUpload;
import socketlab.app.uploads.store.UploadInfo;
import socketlab.app.uploads.store.UploadStore;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * An image that comes in one request. Its first bytes say what it is, whatever the client says, and
 * nothing is stored before. What breaks off is of no use to anybody, and deleted.
 */
final class ImageBody extends UploadBody {
  private static final Refusal NO_IMAGE =
      new Refusal(
          Status.UNSUPPORTED_MEDIA_TYPE,
          "the body does not begin as a PNG, JPEG, GIF or WebP does");

  private final UploadStore store;
  private final Runnable waker;
  private final byte[] first = new byte[ImageType.BYTES];
  private int firstLength;
  private long room;

  /** Null before it is known what it is. */
  private StoredUpload image;

  private Appending appending;

  ImageBody(Response later, Runnable waker, UploadStore store) {
    super(later, waker, store.threads());
    this.store = store;
    this.waker = waker;
    room = store.limits().bytes();
  }

  /** Takes a body that is at hand. */
  void whole(byte[] bytes, int from, int length) {
    int count = Math.min(length, ImageType.BYTES);
    System.arraycopy(bytes, from, first, 0, count);
    firstLength = count;
    begin();
    if (appending == null) {
      return;
    }
    if (appending.takeWhole(bytes, from, length)) {
      end();
    } else {
      left();
      refuse(Refusal.NO_MEMORY);
    }
  }

  @Override
  int take(byte[] bytes, int from, int to) {
    int at = from;
    while (appending == null && at < to && !isRefused()) {
      first[firstLength++] = bytes[at++];
      if (firstLength == first.length) {
        beginStreamed();
      }
    }
    if (isRefused() || at == to) {
      return at - from;
    }
    int count = room == 0 ? 0 : appending.take(bytes, at, (int) Math.min(to, at + room));
    room -= count;
    if (room == 0 && at + count < to) {
      left();
      refuse(Refusal.tooLarge(store.limits()));
    }
    return at - from + count;
  }

  private void beginStreamed() {
    begin();
    if (appending != null) {
      room -= firstLength;
      if (!appending.takeWhole(first, 0, firstLength)) {
        left();
        refuse(Refusal.NO_MEMORY);
      }
    }
  }

  private void begin() {
    Optional<ImageType> type = ImageType.of(first, firstLength);
    if (type.isEmpty()) {
      refuse(NO_IMAGE);
      return;
    }
    Optional<StoredUpload> admitted = store.admit(type.get().type(), UploadInfo.UNKNOWN, "");
    if (admitted.isEmpty()) {
      refuse(Refusal.TOO_MANY);
      return;
    }
    image = admitted.get();
    // If it cannot be made, what is appended fails for the same reason.
    image.create(() -> {}, refusal -> {});
    Appending.Wish wish = new Appending.Wish(0, UploadInfo.UNKNOWN, null);
    appending = Appending.begin(image, wish, waker, this::failed, this::refuse).orElse(null);
  }

  private void failed(Refusal why) {
    delete();
    refuse(why);
  }

  @Override
  public void ended(List<Field> trailers) {
    if (appending == null && !isRefused()) {
      beginStreamed();
    }
    if (!isRefused()) {
      end();
    }
  }

  private void end() {
    appending.end(true, size -> send(response -> answer(response, size)));
  }

  private void answer(Response response, long size) {
    String json =
        "{\"id\":\"%s\",\"size\":%d,\"type\":\"%s\"}\n"
            .formatted(image.id(), size, image.info().type());
    response
        .type(MediaType.JSON)
        .field("Location", ImageEndpoints.PATH + image.id())
        .send(Status.CREATED, json.getBytes(US_ASCII));
  }

  @Override
  void left() {
    if (appending != null) {
      appending.leave();
      delete();
    }
  }

  private void delete() {
    image.delete(() -> {}, refusal -> {});
  }

  @Override
  public int kept() {
    return appending == null ? 0 : appending.kept();
  }
}
