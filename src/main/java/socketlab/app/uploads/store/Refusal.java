// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.io.IOException;
import java.util.Locale;
import socketlab.protocol.http.Status;

/**
 * Why something is not done.
 *
 * @param detail one line, with the fix where there is one
 */
public record Refusal(Status status, String detail) {
  public static final Refusal OTHER_OFFSET =
      new Refusal(Status.CONFLICT, "that is not where the upload ends; HEAD tells where it does");

  public static final Refusal BUSY =
      new Refusal(Status.LOCKED, "another client sends to this upload just now; try again");

  public static final Refusal TAKEN_OVER =
      new Refusal(Status.LOCKED, "nothing came for so long that another client took over");

  /** 460 is the tus protocol's own, and not registered. */
  public static final Refusal CHECKSUM =
      new Refusal(Status.of(460), "the checksum does not fit, and nothing was kept; send again");

  public static final Refusal BEHIND_END =
      new Refusal(Status.CONTENT_TOO_LARGE, "the body goes on behind the end of the upload");

  public static final Refusal GONE =
      new Refusal(Status.GONE, "the upload has expired or was deleted; begin a new one");

  public static final Refusal NO_MEMORY =
      new Refusal(Status.SERVICE_UNAVAILABLE, "the disk has too much to do; try again");

  public static final Refusal TOO_MANY =
      new Refusal(
          Status.SERVICE_UNAVAILABLE,
          "there are too many uploads; delete one, or see lab serve --max-uploads");

  /** What is longer than an upload may be. */
  public static Refusal tooLarge(UploadLimits limits) {
    return new Refusal(
        Status.CONTENT_TOO_LARGE,
        "an upload has at most %d bytes; see lab serve --max-upload-bytes"
            .formatted(limits.bytes()));
  }

  static Refusal of(IOException e) {
    return isFull(e)
        ? new Refusal(
            Status.INSUFFICIENT_STORAGE,
            "the disk is full; what was confirmed is kept, so go on when there is room")
        : new Refusal(Status.INTERNAL_SERVER_ERROR, "the disk failed; what was confirmed is kept");
  }

  /** ENOSPC, EDQUOT and EFBIG: the JDK gives their text, and no number. */
  static boolean isFull(IOException e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("no space left")
        || text.contains("quota exceeded")
        || text.contains("file too large");
  }
}
