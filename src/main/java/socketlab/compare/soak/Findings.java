// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is wrong with a server, by its looks. Its first quarter is not judged: code is compiled
 * then, and the heap takes its size.
 *
 * <pre>
 *   resident  ┌── settles ──┬── must stay ──┬───────────────┬── within 4 MiB of this ──┐
 *             0            1/4             1/2             3/4                       end
 *                            └── median ────┘               └── median ───────────────┘
 * </pre>
 *
 * @param grownBytes from the second quarter to the last
 * @param grownBytesARequest the same by the requests between the middles of the two
 * @param wrong a sentence each; empty when nothing is
 */
record Findings(long grownBytes, double grownBytesARequest, List<String> wrong) {
  /** What the collector and the C heap may move by themselves. */
  static final long TOLERATED_BYTES = 4 << 20;

  /** With fewer looks there are no quarters. */
  static final int FEWEST = 8;

  static Findings of(List<RestingServer> looks) {
    if (looks.size() < FEWEST) {
      throw new IllegalArgumentException(
          "at least " + FEWEST + " snapshots are needed, not " + looks.size());
    }
    int quarter = looks.size() / 4;
    List<RestingServer> second = looks.subList(quarter, 2 * quarter);
    List<RestingServer> last = looks.subList(looks.size() - quarter, looks.size());
    long grown = resident(last) - resident(second);
    long requests = middle(last).requests() - middle(second).requests();
    List<String> wrong = new ArrayList<>();
    long errors = looks.stream().mapToLong(RestingServer::errors).sum();
    if (errors > 0) {
      wrong.add("%,d errors".formatted(errors));
    }
    if (grown > TOLERATED_BYTES) {
      wrong.add(
          String.format(
              Locale.ROOT, "memory grew by %.1f MiB in the last half", grown / (double) (1 << 20)));
    }
    int before = second.getFirst().descriptors();
    int after = looks.getLast().descriptors();
    if (after > before) {
      wrong.add("%d descriptors more than after the first quarter".formatted(after - before));
    }
    int threads = looks.getLast().threads() - second.getFirst().threads();
    if (threads > 0) {
      wrong.add("%d threads more than after the first quarter".formatted(threads));
    }
    looks.stream()
        .filter(look -> look.connections() > 0)
        .findFirst()
        .ifPresent(
            look ->
                wrong.add(
                    "the server counted %d connections as open that no client had, after %s"
                        .formatted(look.connections(), look.load())));
    return new Findings(grown, requests == 0 ? 0 : (double) grown / requests, List.copyOf(wrong));
  }

  private static long resident(List<RestingServer> looks) {
    return looks.stream()
        .mapToLong(RestingServer::residentBytes)
        .sorted()
        .skip(looks.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static RestingServer middle(List<RestingServer> looks) {
    return looks.get(looks.size() / 2);
  }
}
