// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;
import socketlab.cli.name.LabFailure;
import socketlab.compare.https.HttpsPlan;
import socketlab.compare.server.ServerCertificate;
import socketlab.link.LinkOptions;

/** What a user may say of {@code lab compare --https}. */
public final class HttpsOptions {
  private static final List<Integer> QUICK = List.of(0, 100);

  @Option(
      names = "--https",
      description =
          "Measure the ways to HTTPS over a link: TLS 1.2 and 1.3, resumed, with Fast Open and"
              + " early data; and what a handshake costs the lab's servers and nginx.")
  private boolean asked;

  @Option(
      names = "--round-trips",
      split = ",",
      paramLabel = "TIME",
      defaultValue = "20ms,100ms,200ms",
      description =
          "With --https: how long a round trip over the link takes, in each; a link without delay"
              + " is measured in any case.")
  private List<Duration> roundTrips;

  /** What is wrong with them, in one line. */
  public Optional<String> complaint() {
    Duration longest = LinkOptions.MAX_DELAY.multipliedBy(2);
    return roundTrips.stream()
        .filter(
            time ->
                time.toMillis() < 1
                    || time.toNanosPart() % 1_000_000 != 0
                    || time.compareTo(longest) > 0)
        .findFirst()
        .map(_ -> "--round-trips are whole milliseconds from 1ms to " + longest.toSeconds() + "s");
  }

  /**
   * The plan, with a certificate that is made for this run.
   *
   * @param quick whether it is a test of the harness
   */
  public HttpsPlan plan(boolean quick) {
    try {
      return new HttpsPlan(millis(quick), ServerCertificate.get(), quick);
    } catch (IOException e) {
      throw new LabFailure("--https: " + e.getMessage());
    }
  }

  private List<Integer> millis(boolean quick) {
    return quick
        ? QUICK
        : IntStream.concat(
                IntStream.of(0),
                roundTrips.stream().mapToInt(time -> Math.toIntExact(time.toMillis())))
            .distinct()
            .boxed()
            .toList();
  }
}
