// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.name;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import socketlab.app.Protocol;
import socketlab.compare.data.Load;
import socketlab.compare.load.Generator;
import socketlab.compare.peer.Peers;
import socketlab.compare.plan.NotificationWay;
import socketlab.compare.plan.Workloads;
import socketlab.compare.server.Candidate;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;
import socketlab.load.plan.Arrivals;
import socketlab.net.Transport;
import socketlab.pattern.Balance;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;

/** Names on the command line: what they stand for, or the near miss. */
public final class Names {
  private Names() {}

  public static List<String> patterns() {
    return Patterns.all().stream().map(Pattern::id).toList();
  }

  public static List<String> experiments() {
    return Experiments.all().stream().map(Experiment::id).toList();
  }

  /** In which ways clients can be notified. */
  static List<String> ways() {
    return Stream.of(NotificationWay.values()).map(NotificationWay::id).toList();
  }

  public static List<String> transports() {
    return List.of(Transport.values()).stream().map(Transport::id).toList();
  }

  public static List<String> protocols() {
    return List.of(Protocol.values()).stream().map(Protocol::id).toList();
  }

  static List<String> arrivals() {
    return List.of(Arrivals.values()).stream().map(Arrivals::id).toList();
  }

  private static List<String> balances() {
    return List.of("round-robin", "least-connections");
  }

  /** One line: what is not known, what was perhaps meant, what there is. */
  public static String unknown(String kind, String name, List<String> known) {
    String near = near(name, known).map(k -> "; did you mean " + k + "?").orElse(".");
    return "no "
        + kind
        + " is called '"
        + name
        + "'"
        + near
        + " The names are: "
        + String.join(", ", known);
  }

  /** The known name that was perhaps meant. */
  public static Optional<String> near(String name, List<String> known) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String small = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(k -> k.contains(small) || distance(small, k) <= Math.max(2, k.length() / 3))
        .min(Comparator.comparingInt(k -> distance(small, k)));
  }

  /** Edits that make one of the other (Levenshtein). */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above) + 1, diagonal + change);
        diagonal = above;
      }
    }
    return row[to.length()];
  }

  private static <T> T known(String kind, String name, Optional<T> found, List<String> all) {
    return found.orElseThrow(() -> new TypeConversionException(unknown(kind, name, all)));
  }

  /** How a user writes the constants of an enum: in small letters, with dashes. */
  static List<String> constants(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(Names::word).toList();
  }

  private static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The constants of an enum that has no names of its own.
   *
   * @param option whose value it is
   */
  record ToConstant<T>(String option, Class<T> type) implements ITypeConverter<T> {
    @Override
    public T convert(String name) {
      return known(
          "value of " + option,
          name,
          Stream.of(type.getEnumConstants())
              .filter(one -> word(one).equalsIgnoreCase(name))
              .findFirst(),
          constants(type));
    }
  }

  public static final class ToPattern implements ITypeConverter<Pattern> {
    @Override
    public Pattern convert(String name) {
      return known("pattern", name, Patterns.byId(name), patterns());
    }
  }

  public static final class ToTransport implements ITypeConverter<Transport> {
    @Override
    public Transport convert(String name) {
      return known("transport", name, Transport.byId(name), transports());
    }
  }

  public static final class ToProtocol implements ITypeConverter<Protocol> {
    @Override
    public Protocol convert(String name) {
      return known("protocol", name, Protocol.byId(name), protocols());
    }
  }

  public static final class ToArrivals implements ITypeConverter<Arrivals> {
    @Override
    public Arrivals convert(String name) {
      return known(
          "spread of arrivals",
          name,
          List.of(Arrivals.values()).stream()
              .filter(a -> a.id().equalsIgnoreCase(name))
              .findFirst(),
          arrivals());
    }
  }

  public static final class ToBalance implements ITypeConverter<Balance> {
    @Override
    public Balance convert(String name) {
      int index = balances().indexOf(name.toLowerCase(Locale.ROOT));
      return known(
          "balance",
          name,
          index < 0 ? Optional.empty() : Optional.of(Balance.values()[index]),
          balances());
    }
  }

  public static final class ToPeer implements ITypeConverter<Candidate> {
    @Override
    public Candidate convert(String name) {
      return known("other server", name, Peers.byName(name), Peers.allNames());
    }
  }

  public static final class ToWay implements ITypeConverter<NotificationWay> {
    @Override
    public NotificationWay convert(String name) {
      return known("way", name, NotificationWay.byId(name), ways());
    }
  }

  public static final class ToWorkload implements ITypeConverter<String> {
    @Override
    public String convert(String name) {
      return known("workload", name, Workloads.byName(name, 1).map(Load::name), Workloads.names());
    }
  }

  public static final class ToGenerator implements ITypeConverter<Generator> {
    @Override
    public Generator convert(String name) {
      return known(
          "generator",
          name,
          Generator.all().stream().filter(one -> one.name().equalsIgnoreCase(name)).findFirst(),
          Generator.names());
    }
  }
}
