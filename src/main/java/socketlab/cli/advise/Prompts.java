// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/**
 * Asks at a terminal what the options did not say.
 *
 * <p>Thread contract: one thread.
 */
final class Prompts {
  private final BufferedReader in;
  private final PrintWriter out;
  private final int cpusHere;

  /**
   * @param cpusHere what an empty answer to the question of the processors stands for
   */
  Prompts(BufferedReader in, PrintWriter out, int cpusHere) {
    this.in = in;
    this.out = out;
    this.cpusHere = cpusHere;
  }

  /**
   * Asks until it understands the answer.
   *
   * @return the answer as it would stand on the command line; empty when the input has ended
   */
  Optional<String> ask(Question question) throws IOException {
    out.println(
        (question.ordinal() + 1) + " of " + Question.values().length + ": " + question.text());
    boolean isNumber = question == Question.CPUS;
    if (!isNumber) {
      int number = 0;
      for (Need need : question.needs()) {
        out.printf("  %d  %-11s %s%n", ++number, need.word(), need.meaning());
      }
    }
    while (true) {
      out.print(isNumber ? "A number [" + cpusHere + "]: " : "A number or a word: ");
      out.flush();
      String line = in.readLine();
      if (line == null) {
        out.println();
        return Optional.empty();
      }
      Optional<String> word = isNumber ? cpus(line.strip()) : word(question, line.strip());
      if (word.isPresent()) {
        out.println();
        return word;
      }
    }
  }

  private Optional<String> cpus(String line) {
    String count = line.isEmpty() ? String.valueOf(cpusHere) : line;
    return Question.CPUS.need(count).map(_ -> count);
  }

  /** By its number in the list, or as it stands there. */
  private static Optional<String> word(Question question, String line) {
    List<Need> needs = question.needs();
    if (line.matches("[1-9]") && Integer.parseInt(line) <= needs.size()) {
      return Optional.of(needs.get(Integer.parseInt(line) - 1).word());
    }
    return question.need(line).map(Need::word);
  }
}
