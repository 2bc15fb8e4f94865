// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report.ways;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import socketlab.compare.data.WayPacket;
import socketlab.compare.data.WayResult;

/**
 * A sequence diagram for a terminal, from a connection's own packets: an arrow each, with the times
 * at which it left and arrived, in milliseconds since the first.
 *
 * <pre>
 *            client                                          server
 *      0.0   │ SYN                                                │
 *            │ ─────────────────────────────────────────────────▶ │    50.1
 * </pre>
 */
public record SequenceText(WayResult way) {
  /** Columns between the two lines. */
  private static final int INNER = 62;

  /** What it is, in a line. */
  public String title() {
    return String.format(
        Locale.ROOT,
        "%s, %d ms a round trip: %d round trip%s, %.1f ms, %,d bytes out, %,d bytes back",
        way.title(),
        way.roundTripMillis(),
        way.counted(),
        way.counted() == 1 ? "" : "s",
        way.leastMillis(),
        way.bytesOut(),
        way.bytesBack());
  }

  /** The diagram, in lines. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(" ".repeat(8) + "client" + " ".repeat(INNER - 5) + "server");
    for (WayPacket packet : way.packets()) {
      List<String> words = wrapped(packet.label() + (packet.answer() ? "  ◀ the first byte" : ""));
      for (String row : words) {
        lines.add(" ".repeat(10) + "│ " + padded(row) + " │");
      }
      lines.add(
          packet.out()
              ? time(packet.sentMillis()) + "  │ " + arrow("", "▶") + " │  " + arrived(packet)
              : time(packet.arrivedMillis())
                  + "  │ "
                  + arrow("◀", "")
                  + " │  "
                  + number(packet.sentMillis()));
    }
    return lines;
  }

  private static String arrow(String left, String right) {
    return left + "─".repeat(INNER - 1) + right;
  }

  private static String arrived(WayPacket packet) {
    return number(packet.arrivedMillis());
  }

  private static String time(double millis) {
    return String.format(Locale.ROOT, "%8.1f", millis);
  }

  private static String number(double millis) {
    return String.format(Locale.ROOT, "%.1f", millis);
  }

  private static String padded(String row) {
    return row + " ".repeat(INNER - row.length());
  }

  /** At blanks, so that each row fits between the lines. */
  private static List<String> wrapped(String label) {
    List<String> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder();
    for (String word : label.split(" ")) {
      if (!row.isEmpty() && row.length() + 1 + word.length() > INNER) {
        rows.add(row.toString());
        row.setLength(0);
      }
      row.append(row.isEmpty() ? "" : " ").append(word);
    }
    rows.add(row.toString());
    return rows;
  }
}
