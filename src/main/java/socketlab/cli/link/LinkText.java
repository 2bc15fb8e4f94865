// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.link;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import socketlab.link.LinkOptions;

/** Shares and rates as one writes them, and tc does: {@code 0.5%}, {@code 10mbit}. */
final class LinkText {
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");
  private static final Pattern RATE =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(bit|kbit|mbit|gbit)");

  private LinkText() {}

  static final class ToShare implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      Matcher matcher = SHARE.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + text + "' is not a share such as 1% or 0.5%");
      }
      return Double.parseDouble(matcher.group(1)) / 100;
    }
  }

  static final class ToRate implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (text.equals("unlimited")) {
        return LinkOptions.UNLIMITED;
      }
      Matcher matcher = RATE.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is not a rate such as 64kbit, 10mbit or 1gbit");
      }
      int zeros =
          switch (matcher.group(2)) {
            case "bit" -> 0;
            case "kbit" -> 3;
            case "mbit" -> 6;
            default -> 9;
          };
      // 0 would be taken for no limit; below the range either way.
      return Math.max(1, new BigDecimal(matcher.group(1)).scaleByPowerOfTen(zeros).longValue());
    }
  }
}
