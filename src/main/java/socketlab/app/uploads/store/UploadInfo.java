// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is known of an upload beside its bytes, as its info file has it: {@code name: value} lines.
 *
 * @param type the media type of an image; empty for what came by the resumable protocol
 * @param length bytes that it will have; {@link #UNKNOWN} as long as nobody has said
 * @param metadata as the client sent it; empty when it sent none
 * @param rollback the length to cut it to after a crash, since what follows was not checked yet;
 *     {@link #UNKNOWN} when all of it counts
 */
public record UploadInfo(String type, long length, String metadata, long rollback) {
  public static final long UNKNOWN = -1;

  private static final String FIRST_LINE = "socketlab upload 1";

  static UploadInfo of(String type, long length, String metadata) {
    return new UploadInfo(type, length, metadata, UNKNOWN);
  }

  UploadInfo withLength(long known) {
    return new UploadInfo(type, known, metadata, rollback);
  }

  UploadInfo withRollback(long offset) {
    return new UploadInfo(type, length, metadata, offset);
  }

  String text() {
    return "%s%ntype: %s%nlength: %d%nmetadata: %s%nrollback: %d%n"
        .formatted(FIRST_LINE, type, length, metadata, rollback);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none
   */
  static UploadInfo parse(String text) {
    if (!text.startsWith(FIRST_LINE)) {
      throw new IllegalArgumentException("it does not begin with '" + FIRST_LINE + "'");
    }
    Map<String, String> values =
        text.lines()
            .skip(1)
            .map(line -> line.split(": ?", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    return new UploadInfo(
        values.get("type"),
        Long.parseLong(values.get("length")),
        values.get("metadata"),
        Long.parseLong(values.get("rollback")));
  }
}
