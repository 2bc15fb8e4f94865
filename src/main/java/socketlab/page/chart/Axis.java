// SPDX-License-Identifier: Apache-2.0
package socketlab.page.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * One axis of a chart, or of several that are compared. It begins and ends at a tick.
 *
 * @param title what is shown along it, with "logarithmic" where it is
 * @param logarithmic whether equal distances are equal ratios
 * @param min the value at its beginning
 * @param max the value at its end, more than {@code min}
 * @param ticks in their order, the labels with the unit
 */
public record Axis(String title, boolean logarithmic, double min, double max, List<Tick> ticks) {
  /** So many steps fit on a phone as well. */
  private static final int STEPS = 6;

  /** From so many values on, the values themselves make no ticks. */
  private static final int FEW = 8;

  /** Below this share of its greatest value, a linear axis begins at 0. */
  private static final double FROM_ZERO = 0.5;

  /** Values so many times apart do not fit on equal distances. */
  private static final double FAR_APART = 50;

  /**
   * Units by which numbers on an axis are labelled, as they stand behind the title's last comma.
   */
  private static final List<String> UNITS = List.of("s", "ms", "µs", "ns", "MB", "KB", "%");

  private static final List<String> TIMES = List.of("ns", "µs", "ms", "s");

  /** A labelled place on an axis. */
  public record Tick(double value, String label) {}

  public Axis {
    ticks = List.copyOf(ticks);
    if (!(min < max)) {
      throw new IllegalArgumentException(title + " goes from " + min + " to " + max);
    }
  }

  /**
   * Equal distances are equal differences.
   *
   * @param title for instance {@code latency, ms}: what stands behind the comma is the unit
   */
  public static Axis linear(String title, double low, double high) {
    double from = low >= 0 && low < FROM_ZERO * high ? 0 : Math.min(low, high);
    double to = low < 0 && high < 0 ? 0 : high;
    List<Double> ticks = Ticks.linear(from, to > from ? to : from + 1, STEPS);
    double step = ticks.get(1) - ticks.get(0);
    String unit = unit(title);
    return of(
        bare(title, unit),
        false,
        ticks.stream().map(v -> new Tick(v, number(v, step) + beside(unit))).toList());
  }

  /** Equal distances are equal ratios; all values are above 0. */
  public static Axis logarithmic(String title, double low, double high) {
    String unit = unit(title);
    List<Double> ticks = Ticks.logarithmic(low, Math.max(high, low * 2));
    return of(
        bare(title, unit) + ", logarithmic",
        true,
        ticks.stream()
            .map(v -> new Tick(v, TIMES.contains(unit) ? time(v, unit) : plain(v, unit)))
            .toList());
  }

  /** For measured values: by ratios where they are so far apart that the low ones would be lost. */
  public static Axis fitting(String title, double... values) {
    double low = Arrays.stream(values).min().orElseThrow();
    double high = Arrays.stream(values).max().orElseThrow();
    return low > 0 && high >= FAR_APART * low
        ? logarithmic(title, low, high)
        : linear(title, Math.min(0, low), Math.max(0, high));
  }

  /**
   * For values that were chosen: a few get a tick each, and equal distances where they grow by
   * equal ratios.
   */
  public static Axis through(String title, Collection<Double> values) {
    TreeSet<Double> chosen = new TreeSet<>(values);
    if (chosen.size() < 2 || chosen.size() > FEW) {
      return linear(title, chosen.first(), chosen.last());
    }
    String unit = unit(title);
    boolean grows = growsByRatio(List.copyOf(chosen));
    return of(
        bare(title, unit) + (grows ? ", logarithmic" : ""),
        grows,
        chosen.stream().map(v -> new Tick(v, plain(v, unit))).toList());
  }

  /** Nines of percentiles: 1 is P90, 2 is P99. */
  public static Axis nines(String title, double high) {
    List<Tick> ticks = new ArrayList<>();
    for (int nines = 0; nines <= Math.max(1, Math.ceil(high)); nines++) {
      ticks.add(new Tick(nines, percentile(nines)));
    }
    return of(title, false, ticks);
  }

  private static String percentile(int nines) {
    return switch (nines) {
      case 0 -> "P0";
      case 1 -> "P90";
      case 2 -> "P99";
      default -> "P99." + "9".repeat(nines - 2);
    };
  }

  private static Axis of(String title, boolean logarithmic, List<Tick> ticks) {
    return new Axis(title, logarithmic, ticks.getFirst().value(), ticks.getLast().value(), ticks);
  }

  /** Where a value stands, from 0 at the beginning to 1 at the end. */
  public double place(double value) {
    return logarithmic
        ? Math.log(Math.max(value, Double.MIN_NORMAL) / min) / Math.log(max / min)
        : (value - min) / (max - min);
  }

  private static boolean growsByRatio(List<Double> values) {
    if (values.getFirst() <= 0 || values.size() < 3) {
      return false;
    }
    double ratio = values.get(1) / values.get(0);
    for (int i = 2; i < values.size(); i++) {
      if (Math.abs(values.get(i) / values.get(i - 1) / ratio - 1) > 0.01) {
        return false;
      }
    }
    return ratio >= 2;
  }

  /** The unit of a title; empty where it has none. */
  static String unit(String title) {
    String last = title.substring(title.lastIndexOf(", ") + 1).strip();
    return title.contains(", ") && UNITS.contains(last) ? last : "";
  }

  /** The ticks have the unit, so that the title need not repeat it. */
  private static String bare(String title, String unit) {
    return unit.isEmpty() ? title : title.substring(0, title.lastIndexOf(", "));
  }

  private static String beside(String unit) {
    return unit.isEmpty() ? "" : " " + unit;
  }

  /** With as many decimals as the step between ticks has. */
  private static String number(double value, double step) {
    int decimals = (int) Math.clamp(Math.ceil(-Math.log10(step) - 1e-9), 0, 9);
    return String.format(Locale.ROOT, "%,." + decimals + "f", value == 0 ? 0.0 : value);
  }

  private static String plain(double value, String unit) {
    String number =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%,d", (long) value)
            : new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
    return number + beside(unit);
  }

  /** In the unit in which it is a number from 1 to 999. */
  private static String time(double value, String unit) {
    int at = TIMES.indexOf(unit);
    while (value >= 999.5 && at < TIMES.size() - 1) {
      value /= 1000;
      at++;
    }
    while (value < 0.9995 && at > 0) {
      value *= 1000;
      at--;
    }
    return plain(value, TIMES.get(at));
  }
}
