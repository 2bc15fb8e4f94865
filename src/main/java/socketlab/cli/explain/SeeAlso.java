// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.explain;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Wrap;

/** Neighbours on a terminal: what to run and what to read next, each with its command. */
public final class SeeAlso {
  private SeeAlso() {}

  /** Prints the neighbours below a heading; nothing where there are none. */
  public static void print(PrintWriter out, String heading, List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    int width = Terminal.here().width();
    out.println(heading);
    List<String> words = new ArrayList<>();
    for (String name : names) {
      Optional<Entry> entry = Entries.byId(name);
      if (entry.isPresent()) {
        String verb = entry.get().kind() == Entry.Kind.EXPERIMENT ? "run" : "explain";
        out.println("  ./lab " + verb + " " + name);
        out.println(Wrap.text("      ", 6, entry.get().line(), width));
      } else {
        words.add(quoted(name));
      }
    }
    words.forEach(word -> out.println("  ./lab explain " + word));
  }

  /** For a shell. */
  private static String quoted(String name) {
    return name.matches("[\\w.+-]+") ? name : "\"" + name + "\"";
  }
}
