// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A URL as people write it, and as it travels: characters beyond ASCII become the percent-encoded
 * bytes of their UTF-8 (RFC 3986 section 2.5, RFC 3987 section 3.1), what is encoded already stays,
 * and what stands for nothing is refused, for a guess would load another resource.
 */
public final class UrlText {
  /** In ASCII, what is neither reserved nor unreserved: RFC 3986 section 2. */
  private static final String ILLEGAL = " \"<>\\^`{|}";

  private static final int REPLACEMENT = 0xfffd;

  private UrlText() {}

  /**
   * @throws IllegalArgumentException with one line that says what is wrong, and how to write it
   */
  public static URI parse(String url) {
    for (int at = 0, next; at < url.length(); at = next) {
      int c = url.codePointAt(at);
      next = at + Character.charCount(c);
      if (isIllegal(c)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the URL has %s as its character %d, which no URL may have; write %s instead",
                name(c),
                url.codePointCount(0, at) + 1,
                encoded(c)));
      }
      if (c == REPLACEMENT || Character.getType(c) == Character.SURROGATE) {
        throw new IllegalArgumentException(
            "the URL has a character that this locale cannot read; set LC_ALL=C.UTF-8, or write the"
                + " character percent-encoded, for example %C3%BC for ü");
      }
    }
    URI uri = uri(url);
    requireAsciiHost(uri);
    return uri;
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "'" + url + "' is not a URL: " + reason(url, e) + "; try http://127.0.0.1:8080/", e);
    }
  }

  private static String reason(String url, URISyntaxException e) {
    int at = e.getIndex();
    if (at < 0 || at >= url.length()) {
      return e.getReason();
    }
    String fix =
        url.charAt(at) == '%'
            ? "a % has two hexadecimal digits behind it, and one for itself is written %25"
            : e.getReason()
                + " (one that is meant to travel is written "
                + encoded(url.codePointAt(at))
                + ")";
    return fix + " at character " + (url.codePointCount(0, at) + 1);
  }

  /** The JDK's resolver would be asked for a name that no name server has. */
  private static void requireAsciiHost(URI uri) {
    String authority = uri.getRawAuthority();
    if (authority == null || authority.chars().allMatch(c -> c < 0x80)) {
      return;
    }
    String host = authority.replaceFirst(":[0-9]*$", "");
    throw new IllegalArgumentException(
        "the host '" + host + "' has characters beyond ASCII; " + inAscii(host));
  }

  private static String inAscii(String host) {
    try {
      return "write " + IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      return "write it in ASCII (RFC 5891)";
    }
  }

  private static boolean isIllegal(int c) {
    return ILLEGAL.indexOf(c) >= 0 || Character.isISOControl(c) || Character.isSpaceChar(c);
  }

  private static String name(int c) {
    if (c == ' ') {
      return "a space";
    }
    return c > ' ' && c < 0x7f
        ? "'" + (char) c + "'"
        : String.format(Locale.ROOT, "U+%04X (%s)", c, Character.getName(c));
  }

  /** A part of a URL with every character beyond ASCII percent-encoded. */
  public static String encode(String part) {
    return part.codePoints()
        .mapToObj(c -> c < 0x80 ? Character.toString(c) : encoded(c))
        .collect(Collectors.joining());
  }

  private static String encoded(int c) {
    StringBuilder text = new StringBuilder();
    for (byte octet : Character.toString(c).getBytes(UTF_8)) {
      text.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
    }
    return text.toString();
  }
}
