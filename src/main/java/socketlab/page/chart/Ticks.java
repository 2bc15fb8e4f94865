// SPDX-License-Identifier: Apache-2.0
package socketlab.page.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Round numbers along an axis, in steps of 1, 2 or 5 times a power of ten. Stateless. */
final class Ticks {
  /** The three in a decade, and the first of the next. */
  private static final double[] ROUND = {1, 2, 5, 10};

  /** From so many decades on, a logarithmic axis has only powers of ten. */
  private static final double MANY_DECADES = 3;

  private Ticks() {}

  /**
   * Numbers with equal distances that hold the interval from {@code low} to {@code high}, which may
   * not be empty.
   *
   * @param steps about as many as there are at most
   */
  static List<Double> linear(double low, double high, int steps) {
    double step = above((high - low) / steps);
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.floor(low / step + 1e-9);
    long last = (long) Math.ceil(high / step - 1e-9);
    for (long i = first; i <= last; i++) {
      ticks.add(times(i, step));
    }
    return ticks;
  }

  /** Numbers with about equal ratios that hold the interval; both ends are above 0. */
  static List<Double> logarithmic(double low, double high) {
    double from = below(low);
    double to = above(high);
    boolean decades = Math.log10(to / from) > MANY_DECADES;
    if (decades) {
      from = Math.pow(10, Math.floor(Math.log10(low) + 1e-9));
      to = Math.pow(10, Math.ceil(Math.log10(high) - 1e-9));
    }
    List<Double> ticks = new ArrayList<>();
    for (double tick = from; tick <= to * 1.001; tick = decades ? exact(tick * 10) : next(tick)) {
      ticks.add(tick);
    }
    return ticks;
  }

  /** The least round number that is not less. */
  static double above(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    for (double round : ROUND) {
      if (round * decade >= value * (1 - 1e-9)) {
        return exact(round * decade);
      }
    }
    throw new IllegalArgumentException("no round number above " + value);
  }

  /** The greatest round number that is not more. */
  private static double below(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    double found = decade;
    for (double round : ROUND) {
      if (round * decade <= value * (1 + 1e-9)) {
        found = round * decade;
      }
    }
    return exact(found);
  }

  private static double next(double tick) {
    return above(tick * 1.01);
  }

  /** Without what binary fractions add: 0.1 × 3 is 0.3 on an axis. */
  private static double times(long count, double step) {
    return exact(count * step);
  }

  private static double exact(double value) {
    return new BigDecimal(value).round(new MathContext(12)).doubleValue();
  }
}
