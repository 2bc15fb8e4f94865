// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import socketlab.linux.process.ProcessUsage;
import socketlab.tls.TlsVersion;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientSetup;
import socketlab.tls.client.TlsTickets;
import socketlab.tls.openssl.OpenSslClientContext;

/**
 * Loads a server with handshakes: so many threads, each of which opens a connection by TLS 1.3,
 * asks once, and cuts it off, again and again. It prints what came of it as JSON.
 *
 * <p>OpenSSL's client, since the JDK's would cost more than the server and be what is measured.
 */
final class HandshakeClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int TICKETS = 2;

  private final InetSocketAddress server;
  private final TlsClientContext context;
  private final boolean resumed;
  private final AtomicLong handshakes = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  private HandshakeClient(InetSocketAddress server, TlsClientContext context, boolean resumed) {
    this.server = server;
    this.context = context;
    this.resumed = resumed;
  }

  /**
   * @param args the server's address and port, a PEM file with who signed its certificate, {@code
   *     full} or {@code resumed}, threads, and seconds
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    InetSocketAddress server = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
    TlsClientSetup setup =
        TlsClientSetup.trusting(Path.of(args[2]), List.of("http/1.1")).only(TlsVersion.TLS_1_3);
    try (TlsClientContext context = OpenSslClientContext.of(setup)) {
      HandshakeClient client =
          new HandshakeClient(server, context, args[3].equals(HandshakeLoad.RESUMED));
      client.run(Integer.parseInt(args[4]), Long.parseLong(args[5]));
    }
  }

  private void run(int threads, long seconds) throws IOException, InterruptedException {
    long began = System.nanoTime();
    long end = began + Duration.ofSeconds(seconds).toNanos();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(Thread.ofPlatform().name("lab-handshakes-" + i).start(() -> shakeHands(end)));
    }
    for (Thread one : all) {
      one.join();
    }
    double took = (System.nanoTime() - began) / 1e9;
    long own = ProcessUsage.cpuNanos(ProcessHandle.current().pid());
    System.out.println(
        JSON.std.asString(
            Map.of(
                "handshakes",
                handshakes.get(),
                "failed",
                failures.size(),
                "firstFailure",
                failures.isEmpty() ? "" : failures.peek(),
                "seconds",
                took,
                "clientCpuMicrosPerHandshake",
                own / 1e3 / Math.max(1, handshakes.get()))));
  }

  private void shakeHands(long end) {
    TlsTickets tickets = resumed ? new TlsTickets(TICKETS) : TlsTickets.none();
    boolean first = resumed;
    while (System.nanoTime() < end) {
      try (HttpsExchange exchange = new HttpsExchange(context, tickets, false, PATIENCE)) {
        exchange.untilAnswerBegins(server, false);
        exchange.untilAnswered();
        if (resumed) {
          exchange.untilTicket(tickets);
        }
        exchange.resetAtClose();
        if (first) {
          // It had no ticket to come with, and counts for the server's work alone.
          first = false;
        } else if (exchange.handshake().resumed() == resumed) {
          handshakes.incrementAndGet();
        } else {
          failures.add("the server did not take up the earlier session");
        }
      } catch (IOException e) {
        failures.add(e.getMessage());
      }
    }
  }
}
