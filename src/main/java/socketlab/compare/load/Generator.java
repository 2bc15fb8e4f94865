// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;

/** A load generator: a program that is started for each round and ends with it. */
public interface Generator {
  /**
   * What it is to do.
   *
   * @param seconds how long, at least 1
   * @param rate requests a second; empty for as many as are answered
   * @param cpus of the server, which are not the generator's
   * @param histogram where a log of latencies goes, if the generator writes one
   * @param warmUpSeconds of load before, which is not counted, if the generator knows such
   * @param publishedBy what the server's clients publish messages by, as {@link
   *     socketlab.compare.server.Candidate#publishedBy} says
   */
  record Task(
      Load load,
      InetSocketAddress address,
      int seconds,
      OptionalDouble rate,
      int cpus,
      Optional<Path> histogram,
      int warmUpSeconds,
      String publishedBy) {
    /** At full speed. */
    public static Task of(Load load, InetSocketAddress address, int seconds, int cpus) {
      return new Task(
          load, address, seconds, OptionalDouble.empty(), cpus, Optional.empty(), 0, "http");
    }

    public Task at(InetSocketAddress other) {
      return new Task(load, other, seconds, rate, cpus, histogram, warmUpSeconds, publishedBy);
    }

    public Task lasting(int otherSeconds) {
      return new Task(
          load, address, otherSeconds, rate, cpus, histogram, warmUpSeconds, publishedBy);
    }

    /** At a rate, with the generator's own code warm before it counts. */
    public Task atRate(double requestsPerSecond, int warmUp) {
      return new Task(
          load,
          address,
          seconds,
          OptionalDouble.of(requestsPerSecond),
          cpus,
          histogram,
          warmUp,
          publishedBy);
    }

    public Task warmedUp(int warmUp) {
      return new Task(load, address, seconds, rate, cpus, histogram, warmUp, publishedBy);
    }

    public Task publishedBy(String other) {
      return new Task(load, address, seconds, rate, cpus, histogram, warmUpSeconds, other);
    }

    public Task withHistogram(Optional<Path> file) {
      return new Task(load, address, seconds, rate, cpus, file, warmUpSeconds, publishedBy);
    }
  }

  /**
   * What came of it.
   *
   * @param requests answered
   * @param errors of any kind
   * @param seconds it really took
   * @param values that it tells beside: latencies, and its own CPU; empty where it tells none worth
   *     telling
   * @param text what it printed
   * @param warnings what speaks against its figures, as it says itself
   */
  record Outcome(
      long requests,
      long errors,
      double seconds,
      Map<Metric, Double> values,
      String text,
      List<String> warnings) {
    /** Of one that never warns. */
    public Outcome(
        long requests, long errors, double seconds, Map<Metric, Double> values, String text) {
      this(requests, errors, seconds, values, text, List.of());
    }
  }

  String name();

  String version();

  /** Why there is none on this machine; empty when there is. */
  Optional<String> missing();

  /** Why it cannot offer this; empty when it can. */
  Optional<String> cannot(Load load);

  /** Whether it can hold a rate, and times each request from its intended start. */
  boolean holdsARate();

  /**
   * Runs it to its end.
   *
   * @throws IOException when it failed, in one line
   */
  Outcome run(Task task) throws IOException, InterruptedException;

  /** The first of them that can offer this. */
  static Optional<Generator> of(List<Generator> generators, Load load) {
    return generators.stream().filter(one -> one.cannot(load).isEmpty()).findFirst();
  }

  /** Those that request from servers of every kind, the preferred first. */
  static List<Generator> all() {
    return List.of(new Wrk(), new H2load(), new Publishing(), new LabLoad());
  }

  static List<String> names() {
    return all().stream().map(Generator::name).toList();
  }
}
