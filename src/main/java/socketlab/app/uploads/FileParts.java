// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import socketlab.app.uploads.store.FileSegment;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.grammar.ByteRange;

/**
 * What of a file makes a body: all of it, one range, or several with a head before each (RFC 9110
 * section 14.6).
 */
record FileParts(MediaType type, Optional<String> contentRange, List<FileSegment> segments) {
  /**
   * Lays out a body.
   *
   * @param ranges empty for all
   * @param size bytes of the file
   * @param type what the file is
   */
  static FileParts of(Optional<List<ByteRange>> ranges, long size, MediaType type) {
    if (ranges.isEmpty()) {
      return new FileParts(type, Optional.empty(), List.of(FileSegment.of(0, size)));
    }
    if (ranges.get().size() == 1) {
      ByteRange only = ranges.get().getFirst();
      return new FileParts(
          type, Optional.of(only.of(size)), List.of(FileSegment.of(only.from(), only.to())));
    }
    return several(ranges.get(), size, type);
  }

  private static FileParts several(List<ByteRange> ranges, long size, MediaType type) {
    // Nobody can put it into a file beforehand.
    String boundary = "%016x".formatted(ThreadLocalRandom.current().nextLong());
    List<FileSegment> segments = new ArrayList<>();
    for (ByteRange range : ranges) {
      String head =
          "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
              .formatted(boundary, type, range.of(size));
      segments.add(new FileSegment(head.getBytes(US_ASCII), range.from(), range.to()));
    }
    segments.add(new FileSegment(("\r\n--" + boundary + "--\r\n").getBytes(US_ASCII), 0, 0));
    return new FileParts(
        MediaType.of("multipart/byteranges; boundary=" + boundary), Optional.empty(), segments);
  }

  /** Bytes of the body. */
  long length() {
    return segments.stream().mapToLong(FileSegment::length).sum();
  }
}
