// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where servers that keep something keep it: below the project's own folder, since that for
 * temporary files may be no disk at all.
 */
public final class DataFolders {
  private static final Path TARGET = Path.of("target");

  private DataFolders() {}

  /** A new one; it goes with the server that gets it. */
  public static Path create() throws IOException {
    Files.createDirectories(TARGET);
    return Files.createTempDirectory(TARGET, "lab-data").toAbsolutePath();
  }
}
