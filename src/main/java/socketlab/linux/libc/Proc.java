// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads the small text files of {@code /proc}, proc(5). */
public final class Proc {

  private Proc() {}

  /**
   * False when a file cannot be opened now: the process, or the machine, has no descriptor left.
   */
  public static boolean canOpenAnother() {
    try (FileInputStream _ = new FileInputStream("/proc/self/stat")) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The file's lines.
   *
   * @throws UncheckedIOException with one line that names the file, when it cannot be read
   */
  public static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(
          file + ": no such file; the process or thread has ended, or this is not Linux", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Whether this kernel has the file, and shows it to us. */
  public static boolean isReadable(String file) {
    return Files.isReadable(Path.of(file));
  }

  /**
   * What follows {@code key} and a colon on the line that starts with it, as in {@code
   * /proc/PID/status}.
   */
  public static String value(String file, String key) {
    return lines(file).stream()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(file + " has no line " + key));
  }
}
