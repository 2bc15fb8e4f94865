// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.compare;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** What is compared, which an option says, and which other options have no use then. */
public enum CompareKind {
  /** Servers and workloads that the user names. */
  CHOSEN("", "compare", List.of(), List.of()),
  /** The speed table. */
  TARGETS("--targets", "speed", Refused.OWN_LIST, List.of()),
  EVERYTHING("--everything", "everything", Refused.OWN_LIST, List.of()),
  NOTIFICATIONS(
      "--notifications", "notifications", Refused.NOTIFIED, List.of("--ways", "--clients")),
  HTTPS("--https", "https", Refused.HTTPS, List.of("--round-trips"));

  private final String option;
  private final String topic;
  private final List<String> refused;
  private final List<String> alone;

  CompareKind(String option, String topic, List<String> refused, List<String> alone) {
    this.option = option;
    this.topic = topic;
    this.refused = refused;
    this.alone = alone;
  }

  /** The lists; a constant cannot use a later field of its own class. */
  private static final class Refused {
    static final List<String> OWN_LIST =
        List.of("--patterns", "--transports", "--with", "--workloads", "--connections");

    static final List<String> NOTIFIED =
        List.of(
            "--patterns",
            "--transports",
            "--workloads",
            "--connections",
            "--latency-at",
            "--generator",
            "--generator-check",
            "--workers");

    static final List<String> HTTPS =
        List.of(
            "--patterns",
            "--transports",
            "--with",
            "--workloads",
            "--connections",
            "--latency-at",
            "--generator",
            "--generator-check",
            "--workers");
  }

  /** The kind that the options name, {@link #CHOSEN} when none does. */
  public static CompareKind of(ParseResult given) {
    return named(given).stream().findFirst().orElse(CHOSEN);
  }

  private static List<CompareKind> named(ParseResult given) {
    return List.of(values()).stream()
        .filter(kind -> kind != CHOSEN && given.hasMatchedOption(kind.option))
        .toList();
  }

  /** What does not go together, in one line. */
  public static Optional<String> complaint(ParseResult given) {
    List<CompareKind> kinds = named(given);
    if (kinds.size() > 1) {
      return Optional.of(
          kinds.get(0).option
              + " and "
              + kinds.get(1).option
              + " are two different runs; start one after the other");
    }
    CompareKind kind = of(given);
    for (CompareKind other : values()) {
      for (String option : other.alone) {
        if (other != kind && given.hasMatchedOption(option)) {
          return Optional.of(
              option + " goes with " + other.option + "; give that too, or leave it out");
        }
      }
    }
    return kind.refused.stream()
        .filter(given::hasMatchedOption)
        .findFirst()
        .map(
            option ->
                option
                    + " cannot be used with "
                    + kind.option
                    + (kind.refused == Refused.NOTIFIED
                        ? ""
                        : ", which has a fixed list of servers and workloads")
                    + "; leave out one of the two");
  }

  /** The last part of the result's folder, where the user names no other. */
  public String topic() {
    return topic;
  }

  /** The server that others are compared with, where it takes part. */
  public String peer() {
    return this == NOTIFICATIONS ? "nchan" : "nginx";
  }
}
