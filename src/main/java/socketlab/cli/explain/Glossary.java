// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of the field, as {@code docs/glossary.md} has them: the build puts that page into the
 * jar.
 */
public record Glossary(List<Term> terms) {
  private static final Pattern SEE_ALSO = Pattern.compile("(?s)\\n+See also: (.*)\\.\\s*$");

  /**
   * One entry.
   *
   * @param names the word, or several of one meaning
   * @param seeAlso names of other entries, patterns, experiments and options
   */
  public record Term(List<String> names, String meaning, List<String> seeAlso) {
    /** All names, as they stand above the entry. */
    public String heading() {
      return String.join(", ", names);
    }
  }

  /** From the jar. */
  public static Glossary load() {
    try (InputStream page = Glossary.class.getResourceAsStream("/glossary.md")) {
      return parse(new String(page.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An entry is a heading of the second level and what stands below it, the last line of which
   * names its neighbours. Headings of the first level only divide the page.
   */
  static Glossary parse(String page) {
    List<Term> terms = new ArrayList<>();
    for (String section : page.split("(?m)^(?=##? )", -1)) {
      if (section.startsWith("## ")) {
        int end = section.indexOf('\n');
        terms.add(term(section.substring(3, end).strip(), section.substring(end).strip()));
      }
    }
    return new Glossary(List.copyOf(terms));
  }

  private static Term term(String heading, String text) {
    Matcher neighbours = SEE_ALSO.matcher(text);
    boolean has = neighbours.find();
    return new Term(
        List.of(heading.split(", ")),
        has ? text.substring(0, neighbours.start()) : text,
        has ? List.of(neighbours.group(1).split(",\\s+")) : List.of());
  }
}
