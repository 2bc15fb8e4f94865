// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What has to be known before a pattern can be advised, in the order of asking. */
enum Question {
  HANDLERS("--handlers", "What do the handlers do most of the time?"),
  CONNECTIONS("--connections", "How many connections are open at once, and for how long?"),
  CPUS("--cpus", "How many CPUs does the server have?"),
  LATENCY("--latency", "Which latency matters: the mean, or the tail (P99 and beyond)?"),
  CODE("--blocking-code", "May a handler's code block its thread (JDBC, files, locks)?");

  private final String option;
  private final String text;

  Question(String option, String text) {
    this.option = option;
    this.text = text;
  }

  /** The option that answers it, with its dashes. */
  String option() {
    return option;
  }

  String text() {
    return text;
  }

  /** What can be answered, in order. */
  List<Need> needs() {
    return Stream.of(Need.values()).filter(need -> need.question() == this).toList();
  }

  /** The words of the answers; of a number, {@code N}. */
  List<String> words() {
    return this == CPUS ? List.of("N") : needs().stream().map(Need::word).toList();
  }

  /** The option with all that can be said, for instance {@code --latency=mean|tail}. */
  String usage() {
    return option + "=" + String.join("|", words());
  }

  /**
   * What an answer means.
   *
   * @param word one of the words, in any case; of the processors, a number from 1 on
   */
  Optional<Need> need(String word) {
    if (this == CPUS) {
      return word.matches("0*[1-9]\\d{0,4}")
          ? Optional.of(Integer.parseInt(word) == 1 ? Need.ONE_CPU : Need.SEVERAL_CPUS)
          : Optional.empty();
    }
    return needs().stream().filter(need -> need.word().equalsIgnoreCase(word)).findFirst();
  }
}
