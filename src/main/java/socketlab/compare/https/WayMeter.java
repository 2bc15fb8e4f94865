// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import socketlab.link.trace.PacketRecorder;
import socketlab.link.trace.RecordedConnection;
import socketlab.link.trace.RecordedPacket;
import socketlab.tls.TlsVersion;
import socketlab.tls.client.EarlyData;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientSetup;
import socketlab.tls.client.TlsHandshake;
import socketlab.tls.client.TlsTickets;
import socketlab.tls.openssl.OpenSslClientContext;

/**
 * Goes the ways to a server over a link whose packets are recorded, one connection at a time.
 * Confined to one thread.
 */
public final class WayMeter implements AutoCloseable {
  /** Much more than the longest way takes over the longest link. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int TICKETS = 4;

  /** A ticket may be refused, and a cookie forgotten. */
  private static final int TRIES = 3;

  private final InetSocketAddress server;
  private final PacketRecorder recorder;
  private final Map<TlsVersion, TlsClientContext> contexts = new EnumMap<>(TlsVersion.class);
  private final Map<HttpsWay, TlsTickets> tickets = new EnumMap<>(HttpsWay.class);

  /**
   * @param server as it is reached over the link
   * @param recorder of that link
   * @param authority a PEM file: who has signed the server's certificate
   */
  public WayMeter(InetSocketAddress server, PacketRecorder recorder, Path authority)
      throws IOException {
    this.server = server;
    this.recorder = recorder;
    TlsClientSetup setup = TlsClientSetup.trusting(authority, List.of("http/1.1"));
    for (TlsVersion version : TlsVersion.values()) {
      contexts.put(version, OpenSslClientContext.of(setup.only(version)));
    }
  }

  /**
   * Goes one way so many times; what it needs of earlier connections, it has from others before.
   *
   * @throws IOException in one line, when a connection fails, or is not what the way says
   */
  public List<WayConnection> measure(HttpsWay way, int connections) throws IOException {
    List<WayConnection> measured = new ArrayList<>();
    prepare(way);
    while (measured.size() < connections) {
      measured.add(measured(way));
    }
    return measured;
  }

  private WayConnection measured(HttpsWay way) throws IOException {
    String wrong = "";
    for (int i = 0; i < TRIES; i++) {
      if (way.isResumed() && tickets(way).size() == 0) {
        prepare(way);
      }
      recorder.forget();
      try (HttpsExchange exchange = exchange(way, way.isEarly())) {
        exchange.untilAnswerBegins(server, way.isFastOpen());
        exchange.untilAnswered();
        List<RecordedPacket> packets = recorder.packets();
        wrong = wrong(way, exchange.handshake(), packets);
        if (wrong.isEmpty()) {
          return WayConnection.of(way, exchange.nanosToAnswer(), exchange.answerEnd(), packets);
        }
      }
      prepare(way);
    }
    throw new IOException(way.title() + ": " + wrong);
  }

  /** A connection before, from which a ticket and a cookie are kept. */
  private void prepare(HttpsWay way) throws IOException {
    if (!way.isResumed() && !way.isFastOpen()) {
      return;
    }
    try (HttpsExchange exchange = exchange(way, false)) {
      exchange.untilAnswerBegins(server, way.isFastOpen());
      exchange.untilAnswered();
      if (way.isResumed()) {
        exchange.untilTicket(tickets(way));
      }
    }
  }

  private HttpsExchange exchange(HttpsWay way, boolean early) {
    return new HttpsExchange(contexts.get(way.version()), tickets(way), early, PATIENCE);
  }

  private TlsTickets tickets(HttpsWay way) {
    return tickets.computeIfAbsent(
        way, one -> one.isResumed() ? new TlsTickets(TICKETS) : TlsTickets.none());
  }

  /** In what a connection was not what its way says; empty for nothing. */
  private static String wrong(HttpsWay way, TlsHandshake done, List<RecordedPacket> packets) {
    if (!done.version().equals(way.version().id())) {
      return "the server speaks " + done.version();
    }
    if (done.resumed() != way.isResumed()) {
      return done.resumed()
          ? "an earlier session was taken up"
          : "the server did not take up the earlier session";
    }
    if (way.isEarly() && done.early() != EarlyData.ACCEPTED) {
      return "the server did not take early data; start it with --early-data=16384";
    }
    boolean first =
        RecordedConnection.first(packets)
            .filter(one -> one.segments().getFirst().segment().payload().length > 0)
            .isPresent();
    return way.isFastOpen() && !first
        ? "the SYN carried no data; start the server with --fast-open=16, and set"
            + " net.ipv4.tcp_fastopen to 3"
        : "";
  }

  @Override
  public void close() {
    contexts.values().forEach(TlsClientContext::close);
  }
}
