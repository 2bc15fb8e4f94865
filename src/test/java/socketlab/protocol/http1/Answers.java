// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes the bytes of a connection apart into the answers they are, and fails on what is not one. It
 * is no HTTP client: it knows the answers to HEAD only when told.
 */
public final class Answers {
  /** Fields that two of one name would make ambiguous. */
  private static final Set<String> ONLY_ONE =
      Set.of("content-length", "content-type", "transfer-encoding", "connection", "date");

  /**
   * @param fields by name, in lower case; several of one name with a line break between them
   * @param body without its framing
   * @param trailers likewise
   */
  public record Answer(
      int status, Map<String, String> fields, String body, Map<String, String> trailers) {
    public boolean closes() {
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
    if (!line.matches("HTTP/1\\.1 [1-5][0-9][0-9] [ -~]*")) {
      throw new AssertionError("no status line: " + line);
    }
    int status = Integer.parseInt(line.substring(9, 12));
    Map<String, String> fields = fields();
    boolean none = head || status < 200 || status == 204 || status == 304;
    Map<String, String> trailers = new TreeMap<>();
    return new Answer(status, fields, none ? "" : body(fields, trailers), trailers);
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] field = line.split(": ", 2);
      String name = field[0].toLowerCase(Locale.ROOT);
      if (field.length < 2) {
        throw new AssertionError("no field: " + line);
      }
      if (fields.merge(name, field[1], (one, other) -> one + "\n" + other) != field[1]
          && ONLY_ONE.contains(name)) {
        throw new AssertionError("the second of its name: " + line);
      }
    }
    return fields;
  }

  private String body(Map<String, String> fields, Map<String, String> trailers) {
    String length = fields.get("content-length");
    String coding = fields.get("transfer-encoding");
    if (length != null && coding != null) {
      throw new AssertionError("two ways to find the end: " + fields);
    }
    if (coding != null) {
      return chunks(trailers);
    }
    return take(length == null ? text.length() - at : Integer.parseInt(length));
  }

  private String chunks(Map<String, String> trailers) {
    StringBuilder body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line(), 16);
      if (size == 0) {
        trailers.putAll(fields());
        return body.toString();
      }
      body.append(take(size));
      if (!line().isEmpty()) {
        throw new AssertionError("a chunk does not end where its size says");
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
