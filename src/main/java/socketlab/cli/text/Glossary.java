// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The words of the field, as {@code docs/glossary.md} has them: the build puts that page into the
 * jar.
 */
public record Glossary(List<Term> terms) {
  /** A word, or several of one meaning, and that meaning. */
  public record Term(String word, String meaning) {}

  public static Glossary load() {
    try (InputStream page = Glossary.class.getResourceAsStream("/glossary.md")) {
      return parse(new String(page.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An entry is a heading of the second level and what stands below it. */
  static Glossary parse(String page) {
    List<Term> terms = new ArrayList<>();
    for (String section : page.split("(?m)^## ", -1)) {
      int end = section.indexOf('\n');
      if (end > 0 && !section.startsWith("# ")) {
        terms.add(new Term(section.substring(0, end).strip(), section.substring(end).strip()));
      }
    }
    return new Glossary(List.copyOf(terms));
  }

  public List<String> words() {
    return terms.stream().map(Term::word).toList();
  }

  /** The entry of which this is the word, one of the words, or the beginning. */
  public Optional<Term> find(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return terms.stream()
        .filter(e -> List.of(e.word().toLowerCase(Locale.ROOT).split(", ")).contains(wanted))
        .findFirst();
  }
}
