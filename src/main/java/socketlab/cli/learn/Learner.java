// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whoever sits at the terminal and can be asked.
 *
 * <p>Thread contract: one thread; a question blocks it until there is an answer.
 */
public final class Learner {
  private final BufferedReader in;

  /**
   * @param in where the answers come from, a line each
   */
  public Learner(BufferedReader in) {
    this.in = in;
  }

  /** Somebody, when both the input and the output of this process are a terminal. */
  public static Optional<Learner> atTheTerminal() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return Optional.empty();
    }
    Charset charset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
    return Optional.of(new Learner(new BufferedReader(new InputStreamReader(System.in, charset))));
  }

  /**
   * Asks for a number and asks again until it is one of those offered.
   *
   * @param most the greatest number; the least is 1
   * @return empty when the input has ended
   */
  OptionalInt number(PrintWriter out, String question, int most) {
    while (true) {
      Optional<String> answer = line(out, question + " [1-" + most + "] ");
      if (answer.isEmpty()) {
        return OptionalInt.empty();
      }
      String text = answer.get();
      if (text.matches("[1-9]\\d{0,2}") && Integer.parseInt(text) <= most) {
        return OptionalInt.of(Integer.parseInt(text));
      }
      out.printf("'%s' is none of the numbers; write one from 1 to %d.%n", text, most);
    }
  }

  /** One line without the spaces around it; empty when the input has ended. */
  Optional<String> line(PrintWriter out, String question) {
    out.print(question);
    out.flush();
    try {
      String line = in.readLine();
      if (line == null) {
        out.println();
        out.flush();
      }
      return Optional.ofNullable(line).map(String::strip);
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be read", e);
    }
  }
}
