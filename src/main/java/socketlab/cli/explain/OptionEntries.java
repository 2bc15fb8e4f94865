// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Wrap;

/** The options of the commands: what {@code --help} says of them, with the commands they are of. */
public final class OptionEntries {
  private OptionEntries() {}

  /** One entry a name; several commands may have an option of this name. */
  public static List<Entry> of(CommandLine lab) {
    Map<String, StringJoiner> texts = new LinkedHashMap<>();
    for (CommandLine command : lab.getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      for (OptionSpec option : spec.options()) {
        if (!spec.usageMessage().hidden() && !option.hidden() && isItsOwn(option)) {
          texts
              .computeIfAbsent(option.longestName(), _ -> new StringJoiner("\n"))
              .add(text(spec, option));
        }
      }
    }
    List<Entry> entries = new ArrayList<>();
    texts.forEach(
        (name, text) ->
            entries.add(
                new Entry(Entry.Kind.OPTION, List.of(name), "", text::toString, List.of())));
    return List.copyOf(entries);
  }

  /** Every command has the help and the version. */
  private static boolean isItsOwn(OptionSpec option) {
    return !option.usageHelp() && !option.versionHelp();
  }

  private static String text(CommandSpec command, OptionSpec option) {
    String parameter = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    return "%s%s, option of lab %s%n%n%s%n"
        .formatted(
            option.longestName(),
            parameter,
            command.name(),
            Wrap.text(String.join("\n", option.description()), Terminal.here().width()));
  }
}
