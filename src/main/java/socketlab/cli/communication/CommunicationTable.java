// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.communication;

/** The README's table of the communication patterns. */
public final class CommunicationTable {
  private CommunicationTable() {}

  /** As Markdown. */
  public static String text() {
    StringBuilder table =
        new StringBuilder(
            """
            | way | picture | when to use it | how it fails | code |
            |---|---|---|---|---|
            """);
    for (CommunicationPattern pattern : CommunicationPatterns.all()) {
      table
          .append("| [`")
          .append(pattern.id())
          .append("`](docs/communication/")
          .append(pattern.id())
          .append(".md) | ")
          .append(pattern.sketch())
          .append(" | ")
          .append(pattern.use())
          .append(" | ")
          .append(pattern.fails())
          .append(" | [")
          .append(pattern.source().replace("src/main/java/socketlab/", ""))
          .append("](")
          .append(pattern.source())
          .append(") |\n");
    }
    return table.toString();
  }
}
