// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/**
 * The kernel's settings under {@code /proc/sys}, by their dotted names: {@code net.core.somaxconn}.
 *
 * <p>Those under {@code net} are the calling thread's network namespace's own, as far as the kernel
 * has one a namespace.
 */
public final class Sysctl {

  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");

  /** The kernel writes a sysctl into one page at most. */
  private static final int MAX_LENGTH = 4096;

  private Sysctl() {}

  /** Whether this kernel, and this namespace, has the setting. */
  public static boolean exists(String name) {
    return Files.exists(path(name));
  }

  /**
   * The setting's text, without its line end; several values are parted by tabs.
   *
   * @throws UncheckedIOException with one line that names the setting, when there is none or it may
   *     not be read
   */
  public static String read(String name) {
    try (InputStream in = Files.newInputStream(path(name))) {
      // In one read: a sysctl that is a number says end of file to any read after the first, and
      // Files.readString, told a size of 0, begins with a single byte.
      byte[] text = new byte[MAX_LENGTH];
      int length = Math.max(0, in.read(text));
      return new String(text, 0, length, StandardCharsets.US_ASCII).stripTrailing();
    } catch (IOException e) {
      throw failure("read", name, e);
    }
  }

  /** A setting that is one number. */
  public static long readLong(String name) {
    return Long.parseLong(read(name));
  }

  /**
   * Changes the setting, until the machine restarts or the namespace ends.
   *
   * @throws UncheckedIOException with one line that names the setting, when the value is not one of
   *     its values or the caller may not
   */
  public static void write(String name, Object value) {
    try {
      // One write call: the kernel takes each for a whole value.
      Files.writeString(path(name), value.toString(), StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failure("write '" + value + "' to", name, e);
    }
  }

  private static Path path(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the dotted name of a sysctl: " + name);
    }
    return Path.of("/proc/sys", name.split("\\."));
  }

  private static UncheckedIOException failure(String doing, String name, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException _ -> "this kernel or network namespace has no such sysctl";
          case AccessDeniedException _ ->
              "permission denied; be root, or in a network namespace that is your own";
          case FileSystemException f when f.getReason() != null -> f.getReason();
          default -> e.getMessage();
        };
    return new UncheckedIOException("cannot " + doing + " " + name + ": " + reason, e);
  }
}
