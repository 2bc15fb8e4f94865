// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import socketlab.protocol.http.grammar.Ascii;

/**
 * One extension that a client offers, as {@code Sec-WebSocket-Extensions} has it (RFC 6455 section
 * 9.1).
 *
 * @param name in lower case
 * @param parameters in their order; a name may stand twice, which its reader judges
 */
public record Extension(String name, List<Parameter> parameters) {
  /**
   * One of its parameters.
   *
   * @param name in lower case
   * @param value null when it has none
   */
  public record Parameter(String name, String value) {}

  /**
   * Reads all the lines of the field, of which each has one extension or more.
   *
   * @throws IllegalArgumentException in one line, when they are not by the grammar
   */
  public static List<Extension> parse(List<String> lines) {
    List<Extension> all = new ArrayList<>();
    for (String line : lines) {
      new Reader(line).extensions(all);
    }
    return all;
  }

  /** Reads one line from its beginning to its end. */
  private static final class Reader {
    private final byte[] text;
    private int at;

    Reader(String line) {
      text = line.getBytes(ISO_8859_1);
    }

    void extensions(List<Extension> all) {
      do {
        blanks();
        // RFC 9110 section 5.6.1: an item of a list may be empty.
        if (at < text.length && text[at] != ',') {
          all.add(extension());
        }
      } while (skip(','));
      if (at < text.length) {
        throw malformed();
      }
    }

    private Extension extension() {
      String name = token();
      List<Parameter> parameters = new ArrayList<>();
      while (skip(';')) {
        blanks();
        String parameter = token();
        parameters.add(new Parameter(parameter, skip('=') ? value() : null));
      }
      return new Extension(name, List.copyOf(parameters));
    }

    private String value() {
      blanks();
      if (at < text.length && text[at] == '"') {
        int close = Ascii.indexOf((byte) '"', text, at + 1, text.length);
        if (close < 0) {
          throw malformed();
        }
        at++;
        String value = token();
        // What is quoted has to be a token all the same.
        if (at != close) {
          throw malformed();
        }
        at++;
        blanks();
        return value;
      }
      return token();
    }

    /** Letters are compared without regard to their case, as HTTP compares names. */
    private String token() {
      int from = at;
      while (at < text.length && Ascii.is(Ascii.TOKEN, text[at])) {
        at++;
      }
      if (at == from) {
        throw malformed();
      }
      String token = new String(text, from, at - from, ISO_8859_1);
      if (at < text.length && text[at] != '"') {
        blanks();
      }
      return token.toLowerCase(Locale.ROOT);
    }

    private boolean skip(char wanted) {
      if (at < text.length && text[at] == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private void blanks() {
      while (at < text.length && Ascii.isBlank(text[at])) {
        at++;
      }
    }

    private static IllegalArgumentException malformed() {
      return new IllegalArgumentException(
          "Sec-WebSocket-Extensions is a list of names, each with parameters behind semicolons");
    }
  }
}
