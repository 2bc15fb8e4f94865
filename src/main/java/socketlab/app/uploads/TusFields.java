// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import socketlab.protocol.http.Request;

/** What the fields of the protocol say, or that they cannot be. */
final class TusFields {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /** Enough for any size that there is; what has more is larger than any limit. */
  private static final int DIGITS = 18;

  /** No blank, no comma, US-ASCII, not empty. */
  private static final Pattern KEY = Pattern.compile("[!-+\\--~]+");

  private TusFields() {}

  /**
   * A length or an offset.
   *
   * @param name in lower case
   * @return -1 when there is none
   * @throws IllegalArgumentException in one line, when it is no number from 0
   */
  static long number(Request request, String name, String shown) {
    List<String> values = request.fields(name);
    if (values.isEmpty()) {
      return -1;
    }
    String text = values.getFirst();
    if (values.size() > 1 || !NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException(shown + " is one number from 0");
    }
    return text.length() > DIGITS ? Long.MAX_VALUE : Long.parseLong(text);
  }

  /**
   * Pairs of a key and a value in Base64, with commas between the pairs.
   *
   * @return as it came; empty when there is none
   * @throws IllegalArgumentException in one line, when it is not
   */
  static String metadata(Request request) {
    String text = String.join(",", request.fields("upload-metadata"));
    if (text.isBlank()) {
      return "";
    }
    Set<String> keys = new HashSet<>();
    for (String pair : text.split(",", -1)) {
      String[] parts = pair.strip().split(" ", 2);
      if (!KEY.matcher(parts[0]).matches() || !keys.add(parts[0])) {
        throw new IllegalArgumentException(
            "Upload-Metadata has pairs of a key, each once, a blank, and a value in Base64");
      }
      if (parts.length > 1) {
        decode(parts[1]);
      }
    }
    return text;
  }

  private static byte[] decode(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a value in Upload-Metadata is not in Base64", e);
    }
  }

  /** The value of a key, of metadata that was found good. */
  static Optional<byte[]> value(String metadata, String key) {
    for (String pair : metadata.split(",")) {
      String[] parts = pair.strip().split(" ", 2);
      if (parts[0].equals(key) && parts.length > 1) {
        return Optional.of(decode(parts[1]));
      }
    }
    return Optional.empty();
  }
}
