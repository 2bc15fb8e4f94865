// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.completion;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description =
        "Prints a script by which a shell completes the lab's commands, options and names.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Put the line of your shell into its start file, with the path of your ./lab in it:",
      "  bash   source <(./lab completion bash)     in ~/.bashrc",
      "  zsh    source <(./lab completion zsh)      in ~/.zshrc",
      "  fish   ./lab completion fish | source      in ~/.config/fish/config.fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  private final Supplier<CommandLine> lab;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "The shell: ${COMPLETION-CANDIDATES}.")
  private String shell;

  /**
   * @param lab makes the whole command line, with every command
   */
  public CompletionCommand(Supplier<CommandLine> lab) {
    this.lab = lab;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    switch (shell) {
      // One script for both: zsh runs it by its own bashcompinit.
      case "bash", "zsh" -> out.print(BashCompletion.of(lab.get()));
      case "fish" -> out.print(FishCompletion.of(lab.get()));
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "no completion for '" + shell + "'; there is " + String.join(", ", SHELLS));
    }
    out.flush();
    return 0;
  }

  /** For the completion of the completion. */
  private static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return SHELLS.iterator();
    }
  }
}
