// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import java.util.Locale;

/** Lengths of time that were measured, for people: three digits and the unit that fits. */
public final class Micros {
  private Micros() {}

  public static String text(double nanos) {
    if (nanos < 1e3) {
      return format(nanos, "ns");
    }
    if (nanos < 1e6) {
      return format(nanos / 1e3, "µs");
    }
    return nanos < 1e9 ? format(nanos / 1e6, "ms") : format(nanos / 1e9, "s");
  }

  private static String format(double value, String unit) {
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", value, unit);
  }
}
