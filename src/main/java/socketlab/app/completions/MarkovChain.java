// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The least language model (A. A. Markov, 1913): the next word depends on the one before alone, and
 * comes as often as it did in the text the chain was made of. Immutable.
 */
final class MarkovChain {
  private static final Pattern TOKEN = Pattern.compile("[\\w'-]+|[.,:?]");
  private static final String END = ".";

  /** The last token, where a sentence would only begin. */
  private static final String AND_SO_ON = " …";

  /** By a word, those that came behind it, as often as they did. */
  private final Map<String, List<String>> next = new HashMap<>();

  /** By a word in small letters, as the text has it. */
  private final Map<String, String> known = new HashMap<>();

  private final List<String> beginnings = new ArrayList<>();

  /** Made when the first is asked for: a server that nobody asks does not read the text. */
  private static final class Holder {
    static final MarkovChain OF_THE_LAB = read("text.txt");

    private static MarkovChain read(String resource) {
      try (InputStream in = MarkovChain.class.getResourceAsStream(resource)) {
        return new MarkovChain(new String(in.readAllBytes(), UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * A chain of a text.
   *
   * @param text sentences that end with a full stop, one at least
   */
  MarkovChain(String text) {
    String before = END;
    for (String token : TOKEN.matcher(text).results().map(found -> found.group()).toList()) {
      if (before.equals(END)) {
        beginnings.add(token);
      } else {
        next.computeIfAbsent(before, _ -> new ArrayList<>()).add(token);
      }
      known.putIfAbsent(token.toLowerCase(Locale.ROOT), token);
      before = token;
    }
  }

  /** The one of the lab's own text, which is about servers. */
  static MarkovChain ofTheLab() {
    return Holder.OF_THE_LAB;
  }

  /** How many words a text has, as this chain counts: what it is charged for. */
  static int count(String text) {
    return (int) TOKEN.matcher(text).results().count();
  }

  /**
   * Says something: whole sentences, the last of which is cut by a full stop.
   *
   * @param prompt what it is asked; it begins with a word of it, if it knows one
   * @param count tokens to say, at least 1
   * @return each with the blank that stands before it
   */
  List<String> say(String prompt, int count, RandomGenerator random) {
    List<String> said = new ArrayList<>(count);
    String word = beginning(prompt, random);
    said.add(capital(word));
    while (said.size() < count) {
      boolean isLast = said.size() == count - 1;
      if (word.equals(END) && isLast) {
        said.add(AND_SO_ON);
        break;
      }
      if (word.equals(END)) {
        word = pick(beginnings, random);
      } else {
        word = isLast ? END : pick(next.getOrDefault(word, List.of(END)), random);
      }
      said.add(Character.isLetterOrDigit(word.charAt(0)) ? " " + word : word);
    }
    return said;
  }

  private String beginning(String prompt, RandomGenerator random) {
    List<String> words =
        TOKEN
            .matcher(prompt.toLowerCase(Locale.ROOT))
            .results()
            .map(found -> known.get(found.group()))
            // What only ends a sentence, or is as short as "a", tells nothing of the subject.
            .filter(word -> word != null && word.length() > 3 && next.containsKey(word))
            .toList();
    return words.isEmpty() ? pick(beginnings, random) : pick(words, random);
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String pick(List<String> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }
}
