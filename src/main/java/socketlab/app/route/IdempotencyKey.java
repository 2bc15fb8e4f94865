// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import socketlab.protocol.http.Request;

/**
 * The field Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a text in quotation marks
 * (RFC 9651 section 3.3.3). Many clients leave the marks out, and mean the same key.
 */
public final class IdempotencyKey {
  /** Characters of a key. */
  public static final int LONGEST = 255;

  private static final Pattern QUOTED = Pattern.compile("\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\])*)\"");
  private static final Pattern BARE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]+");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  private IdempotencyKey() {}

  /**
   * The key of a request; empty when it has none.
   *
   * @throws IllegalArgumentException in one line, when the field is not a key
   */
  public static Optional<String> of(Request request) {
    List<String> fields = request.fields("idempotency-key");
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    if (fields.size() > 1) {
      throw new IllegalArgumentException("a request has one Idempotency-Key");
    }
    return Optional.of(parse(fields.getFirst()));
  }

  public static String parse(String field) {
    var quoted = QUOTED.matcher(field);
    String key;
    if (quoted.matches()) {
      key = ESCAPE.matcher(quoted.group(1)).replaceAll("$1");
    } else if (BARE.matcher(field).matches()) {
      key = field;
    } else {
      key = "";
    }
    if (key.isEmpty() || key.length() > LONGEST) {
      throw new IllegalArgumentException(
          "an Idempotency-Key is a text of 1 to "
              + LONGEST
              + " ASCII characters in quotation marks");
    }
    return key;
  }

  /** Tells what one request wants done from what another does, under the same key. */
  public static byte[] print(byte[] bytes, int from, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
