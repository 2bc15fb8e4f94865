// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One fact in numbers, from each of the places that tell it: TCP_INFO, /proc/net/tcp, ss, a
 * counter. The places must agree.
 *
 * @param name what it is, for instance {@code listen(2): connections waiting}
 * @param unit of the numbers, empty for a plain count
 * @param expected what the claim says it should be, as text; empty where it says nothing
 * @param readings the numbers by place, in order; at least one
 */
public record Figure(String name, String unit, String expected, Map<String, Double> readings) {
  public Figure {
    if (readings.isEmpty()) {
      throw new IllegalArgumentException(name + " has no reading");
    }
    readings.values().forEach(Objects::requireNonNull);
    readings = new LinkedHashMap<>(readings);
  }

  /** Whether every place tells the same. */
  public boolean agrees() {
    return readings.values().stream().distinct().count() == 1;
  }

  /** The number, or the differing ones with their places. */
  public String seen() {
    if (agrees()) {
      return text(readings.values().iterator().next());
    }
    return readings.entrySet().stream()
        .map(reading -> text(reading.getValue()) + " by " + reading.getKey())
        .collect(Collectors.joining(", "));
  }

  private String text(double value) {
    String number =
        value == Math.rint(value) && Math.abs(value) < 1e15
            ? Long.toString((long) value)
            : String.format(java.util.Locale.ROOT, "%.3g", value);
    if (number.contains("e")) {
      number = String.format(java.util.Locale.ROOT, "%.0f", value);
    }
    return unit.isEmpty() ? number : number + " " + unit;
  }
}
