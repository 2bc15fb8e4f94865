// SPDX-License-Identifier: Apache-2.0
package socketlab.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The commit that was measured.
 *
 * @param id its first ten digits, or {@code unknown} where there is no git
 * @param dirty whether files differed from it; earlier results do not count
 */
public record Commit(String id, boolean dirty) {
  /** The one checked out at {@code root}. */
  public static Commit of(Path root) {
    String id = git(root, "rev-parse", "--short=10", "HEAD");
    String changes = git(root, "status", "--porcelain", "--", ".", ":!bench-results");
    return id.isEmpty() ? new Commit("unknown", true) : new Commit(id, !changes.isEmpty());
  }

  /** For a folder's name: the id, and whether it can be trusted. */
  public String label() {
    return dirty && !id.equals("unknown") ? id + "-dirty" : id;
  }

  private static String git(Path root, String... arguments) {
    try {
      ProcessBuilder builder = new ProcessBuilder("git", "-C", root.toString());
      builder.command().addAll(List.of(arguments));
      Process git = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(git.getInputStream().readAllBytes()).strip();
      return git.waitFor() == 0 ? output : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
