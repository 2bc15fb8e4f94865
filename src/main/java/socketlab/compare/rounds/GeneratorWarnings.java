// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a generator warned of, and when. A machine that stalls makes it warn under every server. */
final class GeneratorWarnings {
  private final Map<String, Set<String>> servers = new LinkedHashMap<>();

  /**
   * Takes note of one.
   *
   * @param text its kind, a colon, and its figures
   */
  void add(String text, String server) {
    servers.computeIfAbsent(text.split(":")[0], _ -> new TreeSet<>()).add(server);
  }

  /** A sentence a kind. */
  List<String> sentences(String about) {
    return servers.entrySet().stream()
        .map(
            one ->
                "%s: the generator warned in at least one round: %s (with %s); raw/ has the figures."
                    .formatted(about, one.getKey(), String.join(", ", one.getValue())))
        .toList();
  }
}
