// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import socketlab.compare.data.Load;
import socketlab.compare.data.Metric;
import socketlab.compare.peer.Candidates;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.SpeedTarget;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerCertificate;

/**
 * What is compared of HTTPS.
 *
 * @param roundTrips of the links, in milliseconds; the first is 0, to which the others are told
 * @param certificate that all servers show
 * @param few whether to do without the noise check: a test of the harness
 */
public record HttpsPlan(List<Integer> roundTrips, ServerCertificate certificate, boolean few) {
  /** So many connections are being opened at once. */
  private static final int CONNECTIONS = 8;

  private static final String JDK = "jdk";
  private static final String PEER = "nginx";

  /** CPU a handshake, relative to nginx. */
  private static final double MUST = 1.1;

  public HttpsPlan {
    if (roundTrips.isEmpty() || roundTrips.getFirst() != 0) {
      throw new IllegalArgumentException("the first link is one without delay, 0ms");
    }
    roundTrips = List.copyOf(roundTrips);
  }

  /** Full handshakes, and then resumed ones. */
  public List<Plan.Work> works() {
    List<Candidate> servers =
        List.of(
            new TlsLabServer(TlsLabServer.OPENSSL, certificate),
            new TlsLabServer(JDK, certificate),
            Candidates.byName(PEER));
    List<Plan.Work> works = new ArrayList<>();
    for (boolean resumed : new boolean[] {false, true}) {
      Load load = HandshakeLoad.load(resumed, CONNECTIONS);
      works.add(new Plan.Work(load, servers, 1, OptionalDouble.empty(), !few && !resumed, false));
    }
    return works;
  }

  /** Who opens the connections. */
  public HandshakeLoad generator() {
    return new HandshakeLoad(certificate.authority());
  }

  /** What is to be reached. The JDK's engine is told, and has no limit. */
  public List<SpeedTarget> targets() {
    List<SpeedTarget> targets = new ArrayList<>();
    for (Plan.Work work : works()) {
      for (Candidate candidate : work.candidates()) {
        if (candidate instanceof TlsLabServer ours) {
          targets.add(
              new SpeedTarget(
                  work.load().name() + "-" + ours.engine(),
                  work.load(),
                  Metric.CPU,
                  ours.name(),
                  PEER,
                  ours.engine().equals(TlsLabServer.OPENSSL) ? MUST : null,
                  null));
        }
      }
    }
    return targets;
  }
}
