// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import socketlab.compare.data.WayResult;
import socketlab.compare.server.ServerProcess;
import socketlab.link.Link;
import socketlab.link.LinkOptions;
import socketlab.link.trace.PacketRecorder;
import socketlab.link.trace.Pcapng;
import socketlab.linux.libc.Sysctl;
import socketlab.linux.network.Loopback;
import socketlab.tls.DevelopmentCertificate;

/**
 * Goes all ways over all links, in a process and a network of its own, where Fast Open can be
 * allowed and packets be seen. It prints a line as each is done, and the results as the last one.
 */
final class WayTrial {
  /** Begins a line that says what was done. */
  static final String DONE = "done ";

  /** The two bits of net.ipv4.tcp_fastopen: clients and servers may. */
  private static final long BOTH_SIDES = 3;

  /** Until the JIT has compiled what a connection needs, here and in the server. */
  private static final int WARM_UP = 30;

  private static final int CONNECTIONS_FAR = 5;

  /**
   * Over a link without delay they cost nothing, and each gives the scheduler a chance to be quick.
   */
  private static final int CONNECTIONS_NEAR = 15;

  /** A busy machine makes a time longer; so a way that seems to take longer is gone again. */
  private static final int TRIES = 3;

  private final Path folder;
  private final PrintStream out;
  private final Map<HttpsWay, Double> near = new HashMap<>();

  private WayTrial(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  /**
   * @param args the folder for the packets' files, the folder of the certificate, and round trips
   *     in milliseconds, the first of which is 0
   */
  public static void main(String[] args) {
    PrintStream out = System.out;
    // Whatever else is printed is not the result.
    System.setOut(System.err);
    Thread.ofPlatform().daemon().name("lab-trial-parent").start(() -> endWithParent(System.in));
    try {
      Loopback.up();
      Sysctl.write("net.ipv4.tcp_fastopen", BOTH_SIDES);
      int[] roundTrips = Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray();
      List<WayResult> results =
          new WayTrial(Path.of(args[0]), out).run(Path.of(args[1]), roundTrips);
      out.println(JSON.std.asString(results));
      out.flush();
      System.exit(0);
    } catch (IOException | RuntimeException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      System.exit(1);
    }
  }

  private static void endWithParent(InputStream parent) {
    try {
      parent.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Gone as well.
    }
    System.exit(1);
  }

  private List<WayResult> run(Path certificates, int[] roundTrips)
      throws IOException, InterruptedException {
    DevelopmentCertificate certificate = DevelopmentCertificate.in(certificates);
    List<WayResult> results = new ArrayList<>();
    try (ServerProcess server = HttpsServer.start(certificate)) {
      InetSocketAddress peer = new InetSocketAddress(Link.peer(), server.address().getPort());
      for (int roundTrip : roundTrips) {
        LinkOptions delay = LinkOptions.ofDelay(Duration.ofMillis(roundTrip).dividedBy(2));
        PacketRecorder recorder = new PacketRecorder();
        try (Link _ = Link.open(delay, recorder);
            WayMeter meter = new WayMeter(peer, recorder, certificate.authority())) {
          if (roundTrip == 0) {
            for (HttpsWay way : HttpsWay.values()) {
              meter.measure(way, WARM_UP);
            }
          }
          for (HttpsWay way : HttpsWay.values()) {
            results.add(measured(meter, way, roundTrip));
          }
        }
      }
    }
    return results;
  }

  private WayResult measured(WayMeter meter, HttpsWay way, int roundTrip) throws IOException {
    OptionalDouble least =
        roundTrip == 0 ? OptionalDouble.empty() : OptionalDouble.of(near.get(way));
    List<WayConnection> connections = new ArrayList<>();
    WayResult result;
    int tries = 0;
    do {
      connections.addAll(meter.measure(way, roundTrip == 0 ? CONNECTIONS_NEAR : CONNECTIONS_FAR));
      result = WayResults.of(way, roundTrip, connections, least);
    } while (!result.asSpecified() && ++tries < TRIES);
    near.putIfAbsent(way, result.leastMillis());
    Files.write(
        folder.resolve(way.id() + "-" + roundTrip + "ms.pcapng"),
        Pcapng.of(WayResults.shortest(connections).recorded(), System.currentTimeMillis()));
    out.printf(
        "%s%s, %d ms a round trip: %d round trips, %.1f ms%n",
        DONE, way.title(), roundTrip, result.counted(), result.leastMillis());
    out.flush();
    return result;
  }
}
