// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.name;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options of a command that must not keep anybody waiting. What picocli reads from annotations,
 * by reflection and by classes that are made for it at every start, such a command tells it itself.
 *
 * <p>Thread contract: one thread.
 */
public final class Options {
  private final CommandSpec spec;
  private final List<OptionSpec.Builder> all = new ArrayList<>();

  /**
   * @param command what picocli calls, if it is a Callable
   * @param description one sentence of the help
   */
  public Options(Object command, String name, String description) {
    spec = CommandSpec.wrapWithoutInspection(command).name(name);
    spec.usageMessage().description(description);
  }

  /**
   * One more option; what it returns takes the rest of it.
   *
   * @param set called with the value, before the command is; with the default too where there is
   *     one
   */
  public <T> OptionSpec.Builder option(
      String name, Class<T> type, Consumer<T> set, String description) {
    OptionSpec.Builder option =
        OptionSpec.builder(name).type(type).setter(new Setter<>(set)).description(description);
    if (type.isEnum()) {
      option
          .converters(new Names.ToConstant<>(name, type))
          .completionCandidates(Names.constants(type));
    }
    all.add(option);
    return option;
  }

  /** One more option that is there or not. */
  public void flag(String name, Consumer<Boolean> set, String description) {
    option(name, Boolean.class, set, description);
  }

  /** Of what has been told so far, with help and version after it. */
  public CommandSpec spec() {
    all.forEach(option -> spec.addOption(option.build()));
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print version information and exit.")
            .build());
    return spec;
  }

  private record Setter<T>(Consumer<T> set) implements ISetter {
    @Override
    @SuppressWarnings("unchecked") // picocli has converted it to the option's type.
    public <V> V set(V value) {
      // Null is picocli's way to begin anew; a field has its value from where it is declared.
      if (value != null) {
        set.accept((T) value);
      }
      return null;
    }
  }
}
