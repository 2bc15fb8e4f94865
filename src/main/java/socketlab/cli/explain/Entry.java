// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.explain;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Something that has a name and can be explained.
 *
 * @param names what it is called, the usual name first; at least one
 * @param line what it is, in one line; empty where there is none
 * @param text gives what {@code lab explain} prints of it, as wide as the terminal
 * @param seeAlso names of other entries
 */
public record Entry(
    Kind kind, List<String> names, String line, Supplier<String> text, List<String> seeAlso) {
  /** What it is that has the name. */
  public enum Kind {
    PATTERN,
    COMMUNICATION,
    EXPERIMENT,
    WORD,
    OPTION
  }

  /** The usual name. */
  public String name() {
    return names.getFirst();
  }

  /**
   * Whether somebody who writes this means this entry: letters' case and dashes before it apart.
   */
  public boolean isCalled(String name) {
    return names.stream().anyMatch(own -> plain(own).equals(plain(name)));
  }

  private static String plain(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceFirst("^-+", "").replaceAll("\\s+", " ");
  }
}
