// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.util.Map;
import java.util.Optional;

/** Colours for grades and verdicts, and for nothing else: what they say is in the word too. */
public final class Colour {
  private static final int GREEN = 32;
  private static final int YELLOW = 33;
  private static final int RED = 31;

  private static final Map<String, Integer> COLOURS =
      Map.of(
          "EXPECTED", GREEN,
          "INTERESTING", YELLOW,
          "FORBIDDEN", RED,
          "better", GREEN,
          "worse", RED,
          "cannot tell", YELLOW);

  private final boolean isOn;

  /**
   * @param isOn whether there are any
   */
  public Colour(boolean isOn) {
    this.isOn = isOn;
  }

  /**
   * The text in the colour of its word; other texts stay as they are.
   *
   * @param word a grade or a verdict
   * @param text the word, with spaces around it or not
   */
  public String of(Object word, String text) {
    return Optional.ofNullable(COLOURS.get(word.toString()))
        .filter(_ -> isOn)
        .map(colour -> "\033[" + colour + "m" + text + "\033[0m")
        .orElse(text);
  }
}
