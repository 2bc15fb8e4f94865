// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The benchmarks, which are not in the lab's jar: they come with libraries that must not reach it.
 * The launcher puts them on the class path for {@code lab bench}.
 */
public interface BenchmarkHarness {
  /** What implements it, by name. */
  String IMPLEMENTATION = "socketlab.bench.Bench";

  /**
   * What to run.
   *
   * @param options regular expressions and options of JMH, as they were given
   * @param topic ends the folder's name; empty for none
   * @param smoke each kind of benchmark for a moment, as a test of the harness: nothing is kept
   */
  record Request(List<String> options, String topic, boolean smoke) {}

  /**
   * What came of it.
   *
   * @param folder with the results
   * @param failed benchmarks that gave none
   */
  record Outcome(Path folder, int failed) {}

  /**
   * The names of the benchmarks that these options choose, in order.
   *
   * @throws IllegalArgumentException when an option is not known, in one line
   */
  List<String> list(List<String> options);

  /** JMH's own help on its options. */
  void help(PrintStream out) throws IOException;

  /**
   * Runs benchmarks and writes their folder.
   *
   * @throws IllegalArgumentException when an option is not known, or nothing is chosen, in one line
   * @throws IOException when the run failed, in one line
   */
  Outcome run(Request request, PrintStream out) throws IOException;
}
