// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a run saw, told in its own figures: the claim's sentences with the run's numbers in them.
 *
 * <pre>
 *   "The other {listen(50): clients SYN_SENT} are in SYN_SENT."       the figure of this name
 *   "The clients were connected after {room at * s: connected}."      each that fits, in order
 * </pre>
 */
public final class InFigures {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

  /** Of what no sentence of the claim tells, so much is enough. */
  private static final int FEW = 3;

  private InFigures() {}

  /**
   * Sentences, each with at least one number, for a run that noted any figure. A sentence whose
   * figures were not noted, because the run ended before them, is left out. What is not as the
   * claim expected is told after them.
   */
  public static List<String> tell(Experiment experiment, Observation seen) {
    List<String> sentences = new ArrayList<>();
    for (String sentence : experiment.claim().verdict()) {
      fill(sentence, seen.figures()).ifPresent(sentences::add);
    }
    seen.figures().stream()
        .filter(InFigures::isUnexpected)
        .map(f -> f.name() + ": " + f.seen() + ", where " + f.expected() + " was expected.")
        .forEach(sentences::add);
    if (sentences.isEmpty()) {
      seen.figures().stream()
          .limit(FEW)
          .map(f -> f.name() + ": " + f.seen() + ".")
          .forEach(sentences::add);
    }
    return List.copyOf(sentences);
  }

  /** The names that the claim's sentences have a place for, as they stand in it. */
  public static List<String> places(Claim claim) {
    return Arrays.stream(claim.verdict())
        .flatMap(sentence -> PLACE.matcher(sentence).results())
        .map(place -> place.group(1))
        .toList();
  }

  /** Whether a figure's name fits a place. */
  public static boolean fits(String place, String name) {
    String regex =
        Arrays.stream(place.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return name.matches(regex);
  }

  private static Optional<String> fill(String sentence, List<Figure> figures) {
    Matcher matcher = PLACE.matcher(sentence);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String place = matcher.group(1);
      List<String> numbers =
          figures.stream().filter(figure -> fits(place, figure.name())).map(Figure::seen).toList();
      if (numbers.isEmpty()) {
        return Optional.empty();
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(listed(numbers)));
    }
    return Optional.of(matcher.appendTail(filled).toString());
  }

  /** {@code 1, 2 and 3}. */
  private static String listed(List<String> all) {
    return all.size() == 1
        ? all.getFirst()
        : String.join(", ", all.subList(0, all.size() - 1)) + " and " + all.getLast();
  }

  /** Only where the claim gave a number: a range is told, and judged by the experiment. */
  private static boolean isUnexpected(Figure figure) {
    return figure.expected().matches("-?\\d+")
        && figure.readings().values().stream()
            .anyMatch(reading -> reading != Double.parseDouble(figure.expected()));
  }
}
