// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a log. */
final class LogFolder {
  private LogFolder() {}

  /** What its segments begin with, in order; empty when there is no folder either. */
  static List<Long> firstOffsets(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.flatMapToLong(file -> Segment.firstOf(file).stream()).sorted().boxed().toList();
    }
  }

  /** Makes it where it is missing, for certain. */
  static void create(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      force(parent);
    }
  }

  /** Forces the names in a folder onto the disk; fsync(2) of a file does not. */
  static void force(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Not every system opens a folder; those that do not need no force either.
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }
}
