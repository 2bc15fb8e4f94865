// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import socketlab.cli.name.LabFailure;
import socketlab.disk.BesideFile;
import socketlab.page.OfflinePage;

/**
 * The option {@code --html=FILE}: one page of what a command is about to do. The path is looked at
 * before the work begins, so that no work is lost for a wrong one; nothing is written before it
 * ends.
 */
public final class RunPage {
  /** What makes the page, when the work has ended. */
  @FunctionalInterface
  public interface Body {
    OfflinePage page() throws IOException;
  }

  private final Path file;

  private RunPage(Path file) {
    this.file = file;
  }

  /**
   * Refuses a path that no page can be written to.
   *
   * @param file null for no page
   */
  public static RunPage at(Path file) {
    if (file != null) {
      Path folder = file.toAbsolutePath().normalize().getParent();
      if (Files.isDirectory(file)) {
        throw new LabFailure("--html: '" + file + "' is a folder; name a file in it");
      }
      if (!Files.isDirectory(folder)) {
        throw new LabFailure(
            "--html: there is no folder " + folder + "; create it, or name another file");
      }
      if (!Files.isWritable(Files.exists(file) ? file : folder)) {
        throw new LabFailure("--html: you may not write " + file + "; name another file");
      }
    }
    return new RunPage(file);
  }

  /** Writes the page, if one is wanted, whole or not at all. */
  public void write(Body body) {
    if (file == null) {
      return;
    }
    try (BesideFile out = BesideFile.at(file)) {
      out.write(body.page().html().getBytes(StandardCharsets.UTF_8));
      out.commit();
    } catch (IOException e) {
      throw new LabFailure(
          "--html: cannot write " + file + ": " + e.getMessage() + "; choose another file");
    }
  }
}
