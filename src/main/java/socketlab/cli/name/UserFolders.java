// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.name;

import java.nio.file.Path;

/** Where the lab keeps what is the user's own (XDG Base Directory Specification). */
public final class UserFolders {
  private UserFolders() {}

  /** The development certificate authority, and what it has signed. */
  public static Path tls() {
    String config = System.getenv("XDG_CONFIG_HOME");
    Path base =
        config == null || config.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".config")
            : Path.of(config);
    return base.resolve("socketlab").resolve("tls");
  }
}
