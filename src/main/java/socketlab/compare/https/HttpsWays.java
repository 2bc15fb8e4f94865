// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import socketlab.compare.data.WayResult;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.ServerCertificate;
import socketlab.link.Link;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.NetworkNamespace;
import socketlab.linux.network.Tun;
import socketlab.tls.openssl.OpenSslContext;

/** The ways over links, measured by a {@link WayTrial} in a network of its own. */
public final class HttpsWays {
  private HttpsWays() {}

  /** Whether they can be gone here: it takes a link, and OpenSSL for early data. */
  public static Availability availability() {
    return Link.availability().and(OpenSslContext::availability);
  }

  /** The same, within a network of one's own. */
  public static Availability availabilityInside() {
    return Tun.availability().and(OpenSslContext::availability);
  }

  /** How many cases there are. */
  public static int count(List<Integer> roundTrips) {
    return roundTrips.size() * HttpsWay.values().length;
  }

  /** How long it takes, about. */
  public static double plannedSeconds(List<Integer> roundTrips) {
    double longest = 0;
    for (int roundTrip : roundTrips) {
      longest += roundTrip / 1e3;
    }
    return 6 + 150 * longest;
  }

  /**
   * Measures all ways over each link.
   *
   * @param roundTrips in milliseconds; the first is 0
   * @param certificate that the server shows
   * @param packets a folder, for a file of packets each
   * @param done told of each, in a line
   * @throws IOException in one line, when one could not be measured
   */
  public static List<WayResult> measure(
      List<Integer> roundTrips, ServerCertificate certificate, Path packets, Consumer<String> done)
      throws IOException, InterruptedException {
    Files.createDirectories(packets);
    List<String> command = new ArrayList<>(Pinning.everywhere());
    command.addAll(List.of(JvmFlags.java(), "-XX:+UseSerialGC", "-Xms32m", "-Xmx256m"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            WayTrial.class.getName(),
            packets.toAbsolutePath().toString(),
            certificate.authority().getParent().toAbsolutePath().toString()));
    roundTrips.forEach(roundTrip -> command.add(String.valueOf(roundTrip)));
    Path errors = Files.createTempFile("lab-https", ".err");
    Process trial =
        new ProcessBuilder(NetworkNamespace.here().create(command))
            .redirectError(errors.toFile())
            .start();
    try {
      String last = "";
      try (BufferedReader lines = trial.inputReader()) {
        for (String line; (line = lines.readLine()) != null; ) {
          if (line.startsWith(WayTrial.DONE)) {
            done.accept(line.substring(WayTrial.DONE.length()));
          }
          last = line;
        }
      }
      if (trial.waitFor() != 0) {
        throw new IOException(
            "the ways to HTTPS: "
                + Files.readAllLines(errors).stream()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse("their process ended early"));
      }
      return JSON.std.listOfFrom(WayResult.class, last);
    } finally {
      trial.destroy();
      Files.deleteIfExists(errors);
    }
  }
}
