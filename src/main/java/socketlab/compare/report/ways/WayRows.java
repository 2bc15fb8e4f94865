// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report.ways;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import socketlab.compare.data.WayResult;

/**
 * The ways to HTTPS as a table: a row a way, and the time to the first byte over each link.
 *
 * @param ways all of a campaign
 */
public record WayRows(List<WayResult> ways) {
  /** Diagrams are drawn of the link that is nearest to this: its steps are told apart well. */
  private static final int DRAWN_MILLIS = 100;

  /** The heads of the columns. */
  public List<String> head() {
    List<String> head =
        new ArrayList<>(
            List.of("way", "round trips by the specifications", "by packets", "by clock"));
    roundTrips().forEach(millis -> head.add("at " + millis + " ms"));
    head.add("bytes out");
    head.add("bytes back");
    return head;
  }

  /** A row a way, in the order in which they were measured. */
  public List<List<String>> rows() {
    return titles().stream().map(this::row).toList();
  }

  private List<String> row(String title) {
    List<WayResult> own = ways.stream().filter(one -> one.title().equals(title)).toList();
    List<String> row = new ArrayList<>();
    row.add(title);
    row.add(String.valueOf(own.getFirst().expected()));
    row.add(range(own.stream().mapToInt(WayResult::counted)));
    row.add(
        own.stream()
            .filter(one -> one.byClock() != null)
            .map(one -> String.format(Locale.ROOT, "%.2f", one.byClock()))
            .collect(Collectors.joining(" · ")));
    for (int millis : roundTrips()) {
      row.add(
          own.stream()
              .filter(one -> one.roundTripMillis() == millis)
              .findFirst()
              .map(one -> String.format(Locale.ROOT, "%.1f ms", one.leastMillis()))
              .orElse(""));
    }
    row.add(String.format(Locale.ROOT, "%,d", own.getLast().bytesOut()));
    row.add(String.format(Locale.ROOT, "%,d", own.getLast().bytesBack()));
    return row;
  }

  private static String range(IntStream counts) {
    return counts.distinct().sorted().mapToObj(String::valueOf).collect(Collectors.joining(" or "));
  }

  private List<String> titles() {
    return ways.stream().map(WayResult::title).distinct().toList();
  }

  private List<Integer> roundTrips() {
    return ways.stream().map(WayResult::roundTripMillis).distinct().sorted().toList();
  }

  /** How the columns are to be read, in a few sentences. */
  public String explanation() {
    return "Round trips until the first byte of the answer, TCP's handshake and the request among"
        + " them: by the specifications; by packets, as each waited for the other side's; by clock,"
        + " as the time beyond that without delay, in round trips of each link with a delay. The"
        + " times are the shortest of several connections, from connect to that byte; the bytes are"
        + " of IP packets until then.";
  }

  /** Whether packets, clock and specifications agree, in a sentence; empty without ways. */
  public Optional<String> sentence() {
    if (ways.isEmpty()) {
      return Optional.empty();
    }
    List<WayResult> others = ways.stream().filter(one -> !one.asSpecified()).toList();
    String most =
        "Until the first byte of an HTTPS answer, packets and clock count the round trips that the"
            + " specifications say in %d of %d cases (%d ways, %d links)"
                .formatted(
                    ways.size() - others.size(), ways.size(), titles().size(), roundTrips().size());
    return Optional.of(
        others.isEmpty()
            ? most + "."
            : most
                + "; not: "
                + others.stream().map(WayRows::difference).collect(Collectors.joining("; "))
                + ".");
  }

  private static String difference(WayResult one) {
    return String.format(
        Locale.ROOT,
        "%s at %d ms, %d expected, %d by packets%s",
        one.title(),
        one.roundTripMillis(),
        one.expected(),
        one.counted(),
        one.byClock() == null ? "" : String.format(Locale.ROOT, ", %.2f by clock", one.byClock()));
  }

  /** Of each way the one that is drawn. */
  public List<WayResult> drawn() {
    int drawn =
        roundTrips().stream()
            .min(Comparator.comparingInt(millis -> Math.abs(millis - DRAWN_MILLIS)))
            .orElse(0);
    return ways.stream().filter(one -> one.roundTripMillis() == drawn).toList();
  }
}
