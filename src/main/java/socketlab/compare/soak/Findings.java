// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is wrong with a server, by its looks. Its first quarter is not judged, nor are the first
 * half minute and the first turn of each kind of load: code is compiled then, and the heap takes
 * its size. Where nothing is left to judge, what grew is not judged at all.
 *
 * <pre>
 *   resident  ┌── settles ──┬── must stay ──┬───────────────┬── within 4 MiB of this ──┐
 *             0         warm-up is over                                               end
 *                           └── median of ──┘               └── median of the last ────┘
 *                               a third                          third
 * </pre>
 *
 * @param grownBytes from the first third behind the warm-up to the last
 * @param grownBytesARequest the same by the requests between the middles of the two
 * @param growthJudged false when it was too short to tell growth from warm-up
 * @param wrong a sentence each; empty when nothing is
 */
record Findings(
    long grownBytes, double grownBytesARequest, boolean growthJudged, List<String> wrong) {
  /** What the collector and the C heap may move by themselves. */
  static final long TOLERATED_BYTES = 4 << 20;

  /** With fewer looks there are no thirds. */
  static final int FEWEST = 8;

  /** Kinds of load that take turns: before each has come once, something is new to the server. */
  static final int KINDS = 4;

  /** In recorded soaks the heap had its size, and the compilers had ended, behind so long. */
  static final double WARM_UP_SECONDS = 30;

  static Findings of(List<RestingServer> looks) {
    if (looks.size() < FEWEST) {
      throw new IllegalArgumentException(
          "at least " + FEWEST + " snapshots are needed, not " + looks.size());
    }
    List<RestingServer> warm = looks.subList(warmFrom(looks), looks.size());
    boolean judged = warm.size() >= FEWEST;
    List<RestingServer> shown = judged ? warm : looks;
    int third = shown.size() / 3;
    List<RestingServer> first = shown.subList(0, third);
    List<RestingServer> last = shown.subList(shown.size() - third, shown.size());
    long grown = resident(last) - resident(first);
    long requests = middle(last).requests() - middle(first).requests();
    List<String> wrong = new ArrayList<>();
    long errors = looks.stream().mapToLong(RestingServer::errors).sum();
    if (errors > 0) {
      wrong.add("%,d errors".formatted(errors));
    }
    if (judged) {
      wrong.addAll(grown(grown, warm.getFirst(), warm.getLast()));
    }
    looks.stream()
        .filter(look -> look.connections() > 0)
        .findFirst()
        .ifPresent(
            look ->
                wrong.add(
                    "the server counted %d connections as open that no client had, after %s"
                        .formatted(look.connections(), look.load())));
    return new Findings(
        grown, requests == 0 ? 0 : (double) grown / requests, judged, List.copyOf(wrong));
  }

  /** The first look behind the warm-up; as many as there are when all is warm-up. */
  private static int warmFrom(List<RestingServer> looks) {
    int from = Math.max(KINDS, looks.size() / 4);
    while (from < looks.size() && looks.get(from).seconds() < WARM_UP_SECONDS) {
      from++;
    }
    return from;
  }

  private static List<String> grown(long bytes, RestingServer before, RestingServer after) {
    List<String> wrong = new ArrayList<>();
    if (bytes > TOLERATED_BYTES) {
      wrong.add(
          String.format(
              Locale.ROOT,
              "memory grew by %.1f MiB after the warm-up",
              bytes / (double) (1 << 20)));
    }
    int descriptors = after.descriptors() - before.descriptors();
    if (descriptors > 0) {
      wrong.add("%d descriptors more than after the warm-up".formatted(descriptors));
    }
    int threads = after.threads() - before.threads();
    if (threads > 0) {
      wrong.add("%d threads more than after the warm-up".formatted(threads));
    }
    return wrong;
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
