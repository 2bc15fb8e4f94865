// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.https;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import socketlab.compare.data.WayResult;
import socketlab.compare.https.HttpsServer;
import socketlab.compare.https.HttpsWay;
import socketlab.compare.https.HttpsWays;
import socketlab.compare.https.WayConnection;
import socketlab.compare.https.WayMeter;
import socketlab.compare.https.WayResults;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.PrivateSysctl;
import socketlab.link.Link;
import socketlab.link.LinkOptions;
import socketlab.link.trace.PacketRecorder;
import socketlab.linux.libc.Availability;
import socketlab.tls.DevelopmentCertificate;

@Claim(
    id = "round-trips",
    question = "How many round trips does each way to HTTPS take until the answer begins?",
    setup =
        """
        a link of 100 ms a round trip, and one without delay; the packets are recorded

        TCP + TLS 1.2                  connect ── ? round trips ──▶ the first byte of the answer
        TCP + TLS 1.3                  connect ── ? round trips ──▶ the first byte of the answer
        TCP + TLS 1.3, resumed         connect ── ? round trips ──▶ the first byte of the answer
        TFO + TLS 1.3                  connect ── ? round trips ──▶ the first byte of the answer
        TCP + TLS 1.3 + 0-RTT          connect ── ? round trips ──▶ the first byte of the answer
        TFO + TLS 1.3 + 0-RTT          connect ── ? round trips ──▶ the first byte of the answer
        """,
    picture =
        """
        each ⇄ is a round trip                            TCP  TLS   request
        TCP + TLS 1.2                                      ⇄   ⇄ ⇄     ⇄
        TCP + TLS 1.3                                      ⇄    ⇄      ⇄
        TCP + TLS 1.3, resumed    no certificate, but      ⇄    ⇄      ⇄
        TFO + TLS 1.3             hello in the SYN              ⇄      ⇄
        TCP + TLS 1.3 + 0-RTT     request with the hello   ⇄           ⇄
        TFO + TLS 1.3 + 0-RTT     both in the SYN                      ⇄
        """,
    sources = {
      "RFC 9293 section 3.5 (TCP's handshake), RFC 7413 (Fast Open), RFC 5246 section 7.3 (TLS"
          + " 1.2)",
      "RFC 8446 section 2 (TLS 1.3), 2.2 (resumption) and 2.3 (0-RTT)",
      "github.com/weigon/openssl-tls13-ping-pong measured 809.5, 609.3 and 409.4 ms at 200 ms for"
          + " TLS 1.2, TLS 1.3, and TLS 1.3 with Fast Open"
    },
    outcomes = {
      @Outcome(
          name = "as-specified",
          grade = EXPECTED,
          choice =
              "4 with TLS 1.2 and 3 with TLS 1.3; resumption saves none, Fast Open and early data"
                  + " save one each.",
          why =
              "TCP's handshake takes a round trip, TLS 1.2 two, TLS 1.3 one, and the request one."
                  + " Resumption saves the certificate and its signature, and no round trip. Early"
                  + " data puts the request beside the ClientHello, and Fast Open puts the first"
                  + " bytes into the SYN: each takes a round trip away. Packets and clock count the"
                  + " same."),
      @Outcome(
          name = "disturbed",
          grade = INTERESTING,
          why =
              "The packets say what the specifications say. By the clock it took longer, three"
                  + " times: the machine is too busy for a clock."),
      @Outcome(
          name = "another-count",
          grade = FORBIDDEN,
          choice = "Every step saves one: 4, 3, and 2 when the session is resumed.",
          why =
              "The packets of a way took more round trips, or fewer, than its specification says.")
    },
    verdict = {
      "Round trips by the packets: {TCP + TLS 1.2} with TLS 1.2, {TCP + TLS 1.3} with TLS 1.3 and"
          + " {TCP + TLS 1.3, resumed} when it is resumed; {TFO + TLS 1.3} with Fast Open, {TCP +"
          + " TLS 1.3 + 0-RTT} with early data, {TFO + TLS 1.3 + 0-RTT} with both.",
      "From connect to the first byte at 100 ms a round trip: {TCP + TLS 1.2: time} with TLS 1.2,"
          + " {TFO + TLS 1.3 + 0-RTT: time} with Fast Open and early data."
    },
    cost = Cost.WAITS,
    seconds = 15,
    tryIt =
        """
        ./lab link --delay=50ms -- sh            # a shell; the next lines are for it
        ./lab serve --pattern=single-thread --host=0.0.0.0 --tls & server=$!
        curl -sk --retry 60 --retry-delay 1 --retry-connrefused https://10.99.0.2:8080/plaintext
        for tls in '--tlsv1.2 --tls-max 1.2' --tlsv1.3; do curl -sk $tls -o /dev/null -w '%{time_starttransfer} s\\n' https://10.99.0.2:8080/plaintext; done
        kill $server; exit
        """,
    seeAlso = {"tfo-cookie", "nagle", "TCP_FASTOPEN", "--fast-open", "delay"})
public final class HttpsRoundTrips implements Experiment {
  private static final String FAST_OPEN = "net.ipv4.tcp_fastopen";
  private static final int BOTH_SIDES = 3;
  private static final int ROUND_TRIP_MILLIS = 100;

  /** Until the JIT has compiled what a connection needs. */
  private static final int WARM_UP = 10;

  private static final int CONNECTIONS = 3;

  /** So often a way is gone again of which the clock says something else than the packets. */
  private static final int TRIES = 3;

  @Override
  public Availability needs() {
    return PrivateSysctl.exist(FAST_OPEN).and(HttpsWays::availabilityInside);
  }

  @Override
  public String run(Notes notes) throws Exception {
    PrivateSysctl.set(FAST_OPEN, BOTH_SIDES);
    Path folder = Files.createTempDirectory("lab-round-trips");
    try {
      DevelopmentCertificate certificate = DevelopmentCertificate.in(folder);
      try (ServerProcess server = HttpsServer.start(certificate)) {
        int port = server.address().getPort();
        Map<HttpsWay, WayResult> results = measured(port, certificate);
        results.values().forEach(result -> tell(result, notes));
        if (!notes.allAsExpected()) {
          return "another-count";
        }
        return results.values().stream().allMatch(WayResult::asSpecified)
            ? "as-specified"
            : "disturbed";
      }
    } finally {
      delete(folder);
    }
  }

  private static Map<HttpsWay, WayResult> measured(int port, DevelopmentCertificate certificate)
      throws IOException {
    Map<HttpsWay, OptionalDouble> near = new EnumMap<>(HttpsWay.class);
    InetSocketAddress peer = new InetSocketAddress(Link.peer(), port);
    PacketRecorder here = new PacketRecorder();
    try (Link _ = Link.open(LinkOptions.ofDelay(Duration.ZERO), here);
        WayMeter meter = new WayMeter(peer, here, certificate.authority())) {
      for (HttpsWay way : HttpsWay.values()) {
        meter.measure(way, WARM_UP);
        WayResult result =
            WayResults.of(way, 0, meter.measure(way, WARM_UP), OptionalDouble.empty());
        near.put(way, OptionalDouble.of(result.leastMillis()));
      }
    }
    Map<HttpsWay, WayResult> far = new LinkedHashMap<>();
    Duration delay = Duration.ofMillis(ROUND_TRIP_MILLIS).dividedBy(2);
    PacketRecorder there = new PacketRecorder();
    try (Link _ = Link.open(LinkOptions.ofDelay(delay), there);
        WayMeter meter = new WayMeter(peer, there, certificate.authority())) {
      for (HttpsWay way : HttpsWay.values()) {
        far.put(way, far(meter, way, near.get(way)));
      }
    }
    return far;
  }

  private static WayResult far(WayMeter meter, HttpsWay way, OptionalDouble near)
      throws IOException {
    List<WayConnection> connections = new ArrayList<>();
    WayResult result;
    int tries = 0;
    do {
      connections.addAll(meter.measure(way, CONNECTIONS));
      result = WayResults.of(way, ROUND_TRIP_MILLIS, connections, near);
    } while (!result.asSpecified() && ++tries < TRIES);
    return result;
  }

  private static void tell(WayResult result, Notes notes) {
    notes.figure(result.title(), "", result.expected(), "packets", result.counted());
    notes.figure(result.title() + ": by the clock", "", "", "clock", result.byClock());
    notes.figure(result.title() + ": time", "ms", "", "clock", result.leastMillis());
    notes.figure(
        result.title() + ": bytes", "B", "", "packets", result.bytesOut() + result.bytesBack());
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
