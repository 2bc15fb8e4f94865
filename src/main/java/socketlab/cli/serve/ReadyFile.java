// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import socketlab.cli.name.LabFailure;
import socketlab.disk.BesideFile;

/**
 * A file that is there while the server listens, for scripts that have to wait for it. It holds the
 * addresses, one a line, as {@code serve} prints them, so that a script learns the port that the
 * kernel chose.
 *
 * <p>Whoever sees it sees all of it. One that an earlier server left, because it was killed, is
 * removed before the start: what is there afterwards is this server's.
 *
 * <p>Thread contract: one call at a time; the last may come from another thread.
 */
final class ReadyFile {
  private final Path file;
  private final BesideFile beside;

  /**
   * @param file a regular file, or nothing yet, in a folder that is there
   * @throws LabFailure when it is something else, or cannot be written
   */
  ReadyFile(Path file) {
    this.file = file;
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new LabFailure("--ready: " + file + " is no regular file; name a new one");
    }
    try {
      Files.deleteIfExists(file);
      // What cannot be written is told before the server listens.
      beside = BesideFile.at(file);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * The server listens.
   *
   * @param addresses at least one
   */
  void write(List<String> addresses) {
    try {
      beside.write((String.join("\n", addresses) + "\n").getBytes(StandardCharsets.UTF_8));
      beside.commit();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** The server does not listen any more, or could not. */
  void remove() throws IOException {
    beside.close();
    Files.deleteIfExists(file);
  }

  private LabFailure failure(IOException e) {
    return new LabFailure("--ready: cannot write " + file + ": " + e);
  }
}
