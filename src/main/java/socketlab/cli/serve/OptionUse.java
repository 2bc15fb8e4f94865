// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;
import socketlab.app.Protocol;
import socketlab.net.Transport;
import socketlab.pattern.Pattern;
import socketlab.pattern.PatternOption;
import socketlab.pattern.Patterns;

/**
 * Refuses an option that would change nothing: who gives it expects something of it. What has a use
 * for it is said by the patterns and protocols themselves.
 */
final class OptionUse {
  private OptionUse() {}

  /** What is wrong with the first such option, in one line; empty where each changes something. */
  static Optional<String> complaint(
      ParseResult given, Pattern pattern, Transport transport, Protocol protocol) {
    for (PatternOption option : PatternOption.values()) {
      if (!given.hasMatchedOption(option.text())) {
        continue;
      }
      if (!pattern.options().contains(option)) {
        return Optional.of(noUse(option.text(), pattern.id(), "patterns", having(option)));
      }
      if (!option.transports().contains(transport)) {
        List<String> having = option.transports().stream().map(Transport::id).toList();
        return Optional.of(noUse(option.text(), transport.id(), "transports", having));
      }
    }
    for (Protocol other : Protocol.values()) {
      for (String option : other.options()) {
        if (given.hasMatchedOption(option) && !protocol.options().contains(option)) {
          return Optional.of(noUse(option, protocol.id(), "protocols", List.of(other.id())));
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> having(PatternOption option) {
    List<String> having = new ArrayList<>();
    for (Pattern pattern : Patterns.all()) {
      if (pattern.options().contains(option)) {
        having.add(pattern.id());
      }
    }
    return having;
  }

  private static String noUse(String option, String chosen, String kind, List<String> having) {
    return option
        + " changes nothing with "
        + chosen
        + "; leave it out. The "
        + kind
        + " that have a use for it: "
        + String.join(", ", having);
  }
}
