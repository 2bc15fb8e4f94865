// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The corpus: bytes a peer may send, and what every server of this lab answers. The format is told
 * in {@code src/test/resources/corpus/README.md}.
 */
public final class Corpus {
  /**
   * One file.
   *
   * @param expected the answers in their order, without interim ones
   * @param closes whether the connection ends with the last of them
   */
  public record Case(
      String name, String why, String source, List<Expected> expected, boolean closes, byte[] bytes)
      implements Comparable<Case> {
    @Override
    public int compareTo(Case other) {
      return name.compareTo(other.name);
    }
  }

  /**
   * @param body null when any will do
   */
  public record Expected(int status, String body) {}

  private Corpus() {}

  /** All cases, by name. */
  public static List<Case> all() {
    try {
      Path root = Path.of(Corpus.class.getResource("/corpus").toURI());
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .filter(file -> file.toString().endsWith(".txt"))
            .map(file -> read(root, file))
            .sorted()
            .toList();
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("the corpus cannot be read", e);
    }
  }

  private static Case read(Path root, Path file) {
    String name = root.relativize(file).toString().replace(".txt", "");
    try {
      return parse(name, Files.readString(file, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  static Case parse(String name, String text) {
    int split = text.indexOf("\n\n");
    if (split < 0) {
      throw new IllegalArgumentException("no empty line before the request");
    }
    StringBuilder why = new StringBuilder();
    String source = null;
    String then = null;
    List<Expected> expected = new ArrayList<>();
    for (String line : text.substring(0, split).split("\n")) {
      if (line.startsWith("# source: ")) {
        source = line.substring(10);
      } else if (line.startsWith("# ")) {
        why.append(why.isEmpty() ? "" : " ").append(line.substring(2));
      } else if (line.startsWith("expect: ")) {
        expected.add(expected(line.substring(8)));
      } else if (line.equals("then: close") || line.equals("then: open")) {
        then = line.substring(6);
      } else {
        throw new IllegalArgumentException("not understood: " + line);
      }
    }
    if (why.isEmpty() || source == null || then == null) {
      throw new IllegalArgumentException("'# why', '# source:' and 'then:' are needed");
    }
    byte[] bytes = new Unescaper(text.substring(split + 2)).bytes();
    return new Case(name, why.toString(), source, expected, then.equals("close"), bytes);
  }

  private static Expected expected(String text) {
    String[] parts = text.split(" ", 2);
    String body = parts.length < 2 ? null : new String(new Unescaper(parts[1]).bytes(), ISO_8859_1);
    return new Expected(Integer.parseInt(parts[0]), body);
  }

  /** Turns the visible text into the bytes it stands for. */
  private static final class Unescaper {
    private final String text;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at;

    Unescaper(String text) {
      this.text = text;
    }

    byte[] bytes() {
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '\n') {
          bytes.write('\r');
          bytes.write('\n');
        } else if (c == '\\') {
          escape(text.charAt(at++));
        } else if (c >= ' ' && c < 0x7f) {
          bytes.write(c);
        } else {
          throw new IllegalArgumentException("a byte that is not visible wants an escape");
        }
      }
      return bytes.toByteArray();
    }

    private void escape(char c) {
      switch (c) {
        case 'r' -> bytes.write('\r');
        case 'n' -> bytes.write('\n');
        case 't' -> bytes.write('\t');
        case '\\' -> bytes.write('\\');
        case '\n' -> {}
        case 'x' -> {
          bytes.write(Integer.parseInt(text.substring(at, at + 2), 16));
          at += 2;
        }
        case '*' -> repeat();
        default -> throw new IllegalArgumentException("an escape not known: \\" + c);
      }
    }

    /** {@code \*3(ab)} is ababab. */
    private void repeat() {
      int open = text.indexOf('(', at);
      int end = text.indexOf(')', open);
      int count = Integer.parseInt(text.substring(at, open));
      byte[] part = new Unescaper(text.substring(open + 1, end)).bytes();
      for (int i = 0; i < count; i++) {
        bytes.writeBytes(part);
      }
      at = end + 1;
    }
  }
}
