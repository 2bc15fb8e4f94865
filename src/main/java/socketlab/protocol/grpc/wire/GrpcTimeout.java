// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc.wire;

import java.util.concurrent.TimeUnit;

/** How long a client waits, as {@code grpc-timeout} has it: at most eight digits, and a unit. */
public final class GrpcTimeout {
  private static final int MOST_DIGITS = 8;
  private static final long MOST = 99_999_999;
  private static final String UNITS = "numSMH";
  private static final TimeUnit[] MEANINGS = {
    TimeUnit.NANOSECONDS,
    TimeUnit.MICROSECONDS,
    TimeUnit.MILLISECONDS,
    TimeUnit.SECONDS,
    TimeUnit.MINUTES,
    TimeUnit.HOURS
  };

  private GrpcTimeout() {}

  /**
   * Nanoseconds, from 0; the longest there are when it is longer.
   *
   * @throws GrpcError when it is no time
   */
  public static long nanos(String text) throws GrpcError {
    int digits = text.length() - 1;
    int unit = digits < 0 ? -1 : UNITS.indexOf(text.charAt(digits));
    if (unit < 0 || digits == 0 || digits > MOST_DIGITS) {
      throw malformed(text);
    }
    long value = 0;
    for (int i = 0; i < digits; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        throw malformed(text);
      }
      value = value * 10 + digit - '0';
    }
    return MEANINGS[unit].toNanos(value);
  }

  private static GrpcError malformed(String text) {
    return new GrpcError(
        GrpcCode.INTERNAL,
        "grpc-timeout is at most 8 digits and one of H, M, S, m, u, n, not '" + text + "'");
  }

  /**
   * The text for so many nanoseconds, in the finest unit that has room; never longer than asked.
   *
   * @param nanos from 0
   */
  public static String text(long nanos) {
    int unit = 0;
    while (MEANINGS[unit].convert(nanos, TimeUnit.NANOSECONDS) > MOST) {
      unit++;
    }
    return MEANINGS[unit].convert(nanos, TimeUnit.NANOSECONDS) + UNITS.substring(unit, unit + 1);
  }
}
