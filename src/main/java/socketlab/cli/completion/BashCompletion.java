// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.completion;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * picocli's script, and before it what that does not know: a value that follows its option after an
 * equals sign, as all pages here write it.
 *
 * <p>bash breaks {@code --pattern=sh} into three words, because the sign is in COMP_WORDBREAKS
 * (bash(1)); zsh leaves it one. picocli completes a value that is the word after the option. So the
 * words are put in that form first.
 */
final class BashCompletion {
  private static final String REGISTRATION = "complete -F _complete_lab ";

  private static final String VALUES =
      """

      # Completes a value after its option and an equals sign: in bash three words, in zsh one.
      function _complete_lab_values() {
        local before= word i=0 cursor=0
        local -a words=()
        for word in "${COMP_WORDS[@]}"; do
          if [[ $i -eq $COMP_CWORD ]]; then
            [[ $word == '=' ]] && word=
            if [[ $word == --*=* ]]; then
              words+=("${word%%=*}")
              before="${word%%=*}="
              word="${word#*=}"
            fi
            cursor=${#words[@]}
            words+=("$word")
          elif [[ $word != '=' ]]; then
            words+=("$word")
          fi
          i=$((i + 1))
        done
        local COMP_CWORD=$cursor
        local -a COMP_WORDS=("${words[@]}")
        _complete_lab
        if [[ -n $before ]]; then
          words=("${COMPREPLY[@]}")
          COMPREPLY=()
          for word in "${words[@]}"; do
            COMPREPLY+=("$before$word")
          done
        fi
      }

      """;

  private BashCompletion() {}

  /**
   * @param lab the whole command line
   */
  static String of(CommandLine lab) {
    lab.getSubcommands().values().forEach(command -> nameValues(command.getCommandSpec()));
    String script = AutoComplete.bash("lab", lab);
    int registration = script.lastIndexOf(REGISTRATION);
    if (registration < 0) {
      throw new IllegalStateException("picocli's script registers in another way now");
    }
    return script.substring(0, registration)
        + VALUES
        + script.substring(registration).replace(REGISTRATION, "complete -F _complete_lab_values ");
  }

  /**
   * Gives the value of each option a name of its own. The script has a variable for it, by the name
   * that the help shows, and several options of a command show NAME or N.
   */
  private static void nameValues(CommandSpec spec) {
    for (OptionSpec option : List.copyOf(spec.options())) {
      spec.remove(option);
      spec.addOption(
          OptionSpec.builder(option).paramLabel(option.longestName().replace("-", "")).build());
    }
  }
}
