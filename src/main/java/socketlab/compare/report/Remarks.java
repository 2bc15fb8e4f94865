// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The sentences of a campaign by what they are about, so that a page can count and fold them. */
record Remarks(List<Group> groups) {
  /**
   * What sentences can be about, in the order in which a reader wants them. They are known by their
   * words, since kept campaigns have nothing but the sentence.
   */
  private enum Kind {
    WORKLOADS(
        "The workloads, a sentence each",
        false,
        "CPU (a|per) request than|CPU (a|per) request of |against .*, CPU a request"
            + "|answers the most|must be reached|limits of the speed table"),
    NOISE("Noise checks", false, "^Noise check"),
    GENERATOR("The generator's own figures", false, "^The generator(,| was asked)"),
    PROOF("The generator's proof", false, "^Before it began"),
    LEFT_OUT("Rounds that are left out", true, "is left out"),
    RATE("Rates that were not reached", true, "rate not reached|found no free connection"),
    LATE("The generator was late or busy", true, "generator was (late|the bottleneck)"),
    IDLE("Servers whose CPU was not kept busy", true, "not keep (its|their) CPU busy"),
    UNSTEADY("Throughput that was not steady after the warm-up", true, "was not steady"),
    STOLEN("CPU that the hypervisor gave to others", true, "the hypervisor gave others"),
    OTHER("Other remarks", true, "");

    private final String title;
    private final boolean isWarning;
    private final Pattern words;

    Kind(String title, boolean isWarning, String words) {
      this.title = title;
      this.isWarning = isWarning;
      this.words = Pattern.compile(words);
    }

    static Kind of(String sentence) {
      for (Kind kind : values()) {
        if (kind.words.matcher(sentence).find()) {
          return kind;
        }
      }
      return OTHER;
    }
  }

  /**
   * Sentences about one thing.
   *
   * @param warning whether they speak against the figures
   */
  public record Group(String title, boolean warning, List<String> sentences) {}

  static Remarks of(List<String> sentences) {
    Map<Kind, List<String>> byKind = new EnumMap<>(Kind.class);
    sentences.forEach(
        one -> byKind.computeIfAbsent(Kind.of(one), kind -> new ArrayList<>()).add(one));
    return new Remarks(
        byKind.entrySet().stream()
            .map(one -> new Group(one.getKey().title, one.getKey().isWarning, one.getValue()))
            .toList());
  }

  /** How many sentences speak against the figures. */
  long warnings() {
    return groups.stream()
        .filter(Group::warning)
        .mapToLong(group -> group.sentences().size())
        .sum();
  }
}
