// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import socketlab.cli.name.Names;
import socketlab.cli.name.Options;
import socketlab.cli.term.Terminal;
import socketlab.cli.text.RecordedRuns;

/** Which pattern for me: five questions, by options or at the terminal, and an answer. */
public final class AdviseCommand implements Callable<Integer> {
  private final Map<Question, String> given = new EnumMap<>(Question.class);
  private final Optional<BufferedReader> terminal;
  private CommandSpec spec;
  private boolean json;

  public AdviseCommand() {
    this(
        Optional.ofNullable(System.console())
            .filter(console -> console.isTerminal())
            .map(console -> new BufferedReader(console.reader())));
  }

  /**
   * @param terminal where answers come from that the options do not give; empty for nowhere
   */
  AdviseCommand(Optional<BufferedReader> terminal) {
    this.terminal = terminal;
  }

  /** What it takes, as picocli wants it. */
  public CommandSpec spec() {
    Options options =
        new Options(
            this,
            "advise",
            "Advises a pattern by five questions, with the recorded experiments that say why. At a"
                + " terminal it asks what the options leave open.");
    for (Question question : Question.values()) {
      options
          .option(
              question.option(), String.class, word -> given.put(question, word), help(question))
          .paramLabel(String.join("|", question.words()))
          .completionCandidates(question == Question.CPUS ? List.of() : question.words());
    }
    options.flag(
        "--json", value -> json = value, "Print JSON; its schema is docs/schema/advise.json.");
    spec = options.spec();
    spec.usageMessage()
        .sortOptions(false)
        .footer(
            "",
            "For example: ./lab advise "
                + "--handlers=wait --connections=many-long --cpus=4 --latency=tail"
                + " --blocking-code=yes");
    return spec;
  }

  private static String help(Question question) {
    return question == Question.CPUS
        ? question.text()
        : question.text()
            + " "
            + question.needs().stream()
                .map(need -> need.word() + ": " + need.meaning())
                .collect(Collectors.joining("; "))
            + ".";
  }

  @Override
  public Integer call() throws IOException {
    // Before anything is asked.
    given.forEach(this::need);
    PrintWriter out = spec.commandLine().getOut();
    List<Question> open =
        Arrays.stream(Question.values()).filter(one -> !given.containsKey(one)).toList();
    if (!open.isEmpty()) {
      ask(open, out);
    }
    Map<Question, Need> needs = new EnumMap<>(Question.class);
    given.forEach((question, word) -> needs.put(question, need(question, word)));
    Recommendation advice = Recommendation.of(new Needs(needs), new RecordedRuns());
    if (json) {
      RecommendationJson.print(advice, out);
    } else {
      RecommendationText.print(advice, Terminal.here().width(), out);
    }
    out.flush();
    return 0;
  }

  private void ask(List<Question> open, PrintWriter out) throws IOException {
    if (terminal.isEmpty() || json) {
      throw missing(open);
    }
    Prompts prompts = new Prompts(terminal.get(), out, Runtime.getRuntime().availableProcessors());
    for (Question question : open) {
      String word = prompts.ask(question).orElseThrow(() -> missing(open));
      given.put(question, word);
    }
    out.println("The same without questions: ./lab advise " + options());
    out.println();
  }

  private String options() {
    List<String> options = new ArrayList<>();
    given.forEach((question, word) -> options.add(question.option() + "=" + word));
    return String.join(" ", options);
  }

  /** In one line, with all that is to be added. */
  private ParameterException missing(List<Question> open) {
    return new ParameterException(
        spec.commandLine(),
        "say also " + open.stream().map(Question::usage).collect(Collectors.joining(" ")));
  }

  private Need need(Question question, String word) {
    return question
        .need(word)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    question == Question.CPUS
                        ? "--cpus is a whole number from 1 to 99999, not '" + word + "'"
                        : question.option()
                            + ": "
                            + Names.unknown("answer", word, question.words())));
  }
}
