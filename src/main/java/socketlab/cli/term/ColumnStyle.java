// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import socketlab.compare.report.TextStyle;

/** Sentences as wide as the terminal, verdicts in colour. */
public final class ColumnStyle implements TextStyle {
  private final int width;
  private final Colour colour;

  public ColumnStyle(Terminal terminal) {
    width = terminal.width();
    colour = new Colour(terminal.isColoured());
  }

  @Override
  public String prose(String sentence) {
    return Wrap.text(sentence, width);
  }

  @Override
  public String word(String word, String text) {
    return colour.of(word, text);
  }
}
