// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes the bytes of a connection apart into the answers they are, and fails on what is not one. It
 * is no HTTP client: it knows the answers to HEAD only when told.
 */
public final class Answers {
  /**
   * @param fields by name, in lower case
   * @param body without its framing
   */
  public record Answer(int status, Map<String, String> fields, String body) {
    boolean closes() {
      return "close".equals(fields.get("connection"));
    }
  }

  private final String text;
  private int at;

  private Answers(String text) {
    this.text = text;
  }

  /** The answers that {@code text} consists of, interim ones too. */
  public static List<Answer> of(String text) {
    return of(text, false);
  }

  /** The one answer, to a HEAD request. */
  public static Answer toHead(String text) {
    return of(text, true).getFirst();
  }

  private static List<Answer> of(String text, boolean head) {
    Answers answers = new Answers(text);
    List<Answer> all = new ArrayList<>();
    while (answers.at < text.length()) {
      all.add(answers.next(head));
    }
    return all;
  }

  public static List<Integer> statuses(String text) {
    return of(text).stream().map(Answer::status).toList();
  }

  public static List<String> bodies(String text) {
    return of(text).stream().map(Answer::body).toList();
  }

  private Answer next(boolean head) {
    String line = line();
    if (!line.matches("HTTP/1\\.1 [1-5][0-9][0-9] [ -~]+")) {
      throw new AssertionError("no status line: " + line);
    }
    int status = Integer.parseInt(line.substring(9, 12));
    Map<String, String> fields = new TreeMap<>();
    for (line = line(); !line.isEmpty(); line = line()) {
      String[] field = line.split(": ", 2);
      String name = field[0].toLowerCase(Locale.ROOT);
      if (field.length < 2 || fields.put(name, field[1]) != null) {
        throw new AssertionError("no field, or the second of its name: " + line);
      }
    }
    boolean none = head || status < 200;
    return new Answer(status, fields, none ? "" : body(fields));
  }

  private String body(Map<String, String> fields) {
    String length = fields.get("content-length");
    String coding = fields.get("transfer-encoding");
    if (length != null && coding != null) {
      throw new AssertionError("two ways to find the end: " + fields);
    }
    if (coding != null) {
      return chunks();
    }
    return take(length == null ? text.length() - at : Integer.parseInt(length));
  }

  private String chunks() {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      body.append(take(size));
      if (!line().isEmpty()) {
        throw new AssertionError("a chunk does not end where its size says");
      }
      if (size == 0) {
        return body.toString();
      }
    }
  }

  private String line() {
    int end = text.indexOf("\r\n", at);
    if (end < 0) {
      throw new AssertionError("cut off: " + text.substring(at));
    }
    String line = text.substring(at, end);
    at = end + 2;
    return line;
  }

  private String take(int length) {
    if (length > text.length() - at) {
      throw new AssertionError("the body is cut off: " + text.substring(at));
    }
    at += length;
    return text.substring(at - length, at);
  }
}
