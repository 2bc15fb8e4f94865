// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.data.Metric;
import socketlab.compare.load.Generator;
import socketlab.compare.server.JvmFlags;
import socketlab.compare.server.Pinning;
import socketlab.tls.openssl.OpenSslContext;

/**
 * The lab's generator of handshakes: a {@link HandshakeClient} for each round.
 *
 * @param authority a PEM file with who has signed the servers' certificate
 */
public record HandshakeLoad(Path authority) implements Generator {
  static final String FULL = "full";
  static final String RESUMED = "resumed";

  private static final String PREFIX = "handshake-";

  /**
   * A workload of handshakes.
   *
   * @param resumed whether each but the first takes up the session before
   * @param connections that are being opened at once
   */
  static Load load(boolean resumed, int connections) {
    return new Load(
            PREFIX + (resumed ? RESUMED : FULL),
            "a "
                + (resumed ? "resumed" : "full")
                + " handshake of TLS 1.3 and one GET /plaintext a connection",
            "/plaintext",
            connections,
            1,
            true)
        .over(LoadProtocol.HTTP1_TLS);
  }

  @Override
  public String name() {
    return "lab-handshakes";
  }

  @Override
  public String version() {
    return OpenSslContext.libraryVersion();
  }

  @Override
  public Optional<String> missing() {
    return OpenSslContext.availability().cause();
  }

  @Override
  public Optional<String> cannot(Load load) {
    return load.name().startsWith(PREFIX)
        ? missing()
        : Optional.of("only opens connections by TLS");
  }

  @Override
  public boolean holdsARate() {
    return false;
  }

  @Override
  public Outcome run(Task task) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Pinning.loadPrefix(task.cpus()));
    command.addAll(
        List.of(
            JvmFlags.java(),
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            HandshakeClient.class.getName(),
            task.address().getAddress().getHostAddress(),
            String.valueOf(task.address().getPort()),
            authority.toString(),
            task.load().name().substring(PREFIX.length()),
            String.valueOf(task.load().connections()),
            String.valueOf(task.seconds())));
    Path errors = Files.createTempFile("lab-handshakes", ".err");
    try {
      Process client = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String text = new String(client.getInputStream().readAllBytes());
      if (client.waitFor() != 0) {
        throw new IOException(
            "the client of the handshakes failed: "
                + Files.readAllLines(errors).stream().findFirst().orElse("it said nothing"));
      }
      return parse(text);
    } finally {
      Files.delete(errors);
    }
  }

  static Outcome parse(String text) throws IOException {
    Map<String, Object> json = JSON.std.mapFrom(text);
    long handshakes = number(json, "handshakes").longValue();
    if (handshakes == 0) {
      throw new IOException("no handshake came to its end: " + json.get("firstFailure"));
    }
    return new Outcome(
        handshakes,
        number(json, "failed").longValue(),
        number(json, "seconds").doubleValue(),
        Map.of(Metric.GENERATOR_CPU, number(json, "clientCpuMicrosPerHandshake").doubleValue()),
        text);
  }

  private static Number number(Map<String, Object> json, String name) throws IOException {
    if (json.get(name) instanceof Number number) {
      return number;
    }
    throw new IOException("the client of the handshakes told no " + name);
  }
}
