// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.load.count.Failure;
import socketlab.load.plan.TlsPlan;
import socketlab.load.stream.plan.Delivery;
import socketlab.load.stream.plan.Stamp;
import socketlab.load.stream.plan.StreamPlan;
import socketlab.load.stream.plan.StreamTarget;
import socketlab.net.Transport;
import socketlab.tls.DevelopmentCertificate;

/** What is told of streams is what happened to them. */
@Timeout(60)
class StreamRunTest {
  private static final int CLIENTS = 7;
  private static final Duration EVERY = Duration.ofMillis(40);

  @TempDir static Path folder;

  private static DevelopmentCertificate certificate;

  @BeforeAll
  static void make() throws IOException {
    certificate = DevelopmentCertificate.in(folder);
  }

  private static StreamPlan plan(PushServer server, String path, boolean publishing) {
    return plan(server, path, publishing, TlsPlan.SYSTEM);
  }

  private static StreamPlan plan(PushServer server, String path, boolean publishing, TlsPlan tls) {
    return new StreamPlan(
        StreamTarget.parse(server.url(path), tls),
        Delivery.EVENTS,
        Duration.ZERO,
        CLIENTS,
        2,
        EVERY.multipliedBy(5),
        EVERY,
        Duration.ofSeconds(20),
        1,
        Transport.NIO,
        publishing
            ? Optional.of(
                new StreamPlan.Publishing(
                    StreamTarget.parse(server.url("/publish"), tls), EVERY, Stamp.LONGEST))
            : Optional.empty(),
        OptionalLong.empty());
  }

  private static StreamResult run(PushServer server, String path, boolean publishing)
      throws IOException, InterruptedException {
    return new StreamRun(plan(server, path, publishing), _ -> {}).run();
  }

  @Test
  void everyMessageComesToEveryClientWithItsAge() throws Exception {
    try (PushServer server = PushServer.good()) {
      StreamResult result = run(server, "/events", true);
      assertEquals(Optional.empty(), result.disappointment());
      assertEquals(CLIENTS, result.streams().everEstablished());
      assertEquals(CLIENTS, result.openAtEnd());
      assertEquals(0, result.tally().missing);
      assertEquals(0, result.tally().repeated);
      assertEquals(0, result.missed());
      long delivered = result.tally().delivered;
      assertTrue(delivered > 0 && delivered <= CLIENTS * result.publishing().get().messages());
      assertEquals(delivered, result.tally().delay.getTotalCount());
      assertEquals(CLIENTS, result.tally().first.getTotalCount());
      assertTrue(result.tally().delay.getMaxValue() < 50_000_000_000L, "by one clock");
    }
  }

  /** Clients by the lab's own sessions, and the publisher by a thread. */
  @Test
  void everyMessageComesToEveryClientInTls() throws Exception {
    try (PushServer server = PushServer.secure(certificate)) {
      TlsPlan trusting = TlsPlan.trusting(certificate.authority());
      StreamResult result = new StreamRun(plan(server, "/events", true, trusting), _ -> {}).run();
      assertEquals(Optional.empty(), result.disappointment());
      assertEquals(CLIENTS, result.openAtEnd());
      assertEquals(0, result.tally().missing);
      assertTrue(result.tally().delivered > 0);
    }
  }

  @Test
  void aServerThatIsNotTrustedOpensNoStreamAndSaysWhy() throws Exception {
    // The system does not know the development authority.
    try (PushServer server = PushServer.secure(certificate)) {
      StreamResult result = run(server, "/events", false);
      assertEquals(0, result.streams().everEstablished());
      assertEquals(CLIENTS, result.streams().failedBy(Failure.TLS));
      assertTrue(
          result.streams().reason().matches(".*(certif|certificate).*"),
          () -> result.streams().reason());
    }
  }

  @Test
  void aMessageThatIsLeftOutIsMissing() throws Exception {
    try (PushServer server =
        new PushServer(
            (number, message) -> number == 1 ? Optional.empty() : Optional.of(message))) {
      StreamResult result = run(server, "/events", true);
      assertEquals(CLIENTS, result.tally().missing);
      assertTrue(result.disappointment().get().startsWith("messages were lost: 7 did not come"));
    }
  }

  @Test
  void whoDoesNotSeeTheLastMessageIsCounted() throws Exception {
    try (PushServer server =
        new PushServer((number, message) -> number > 2 ? Optional.empty() : Optional.of(message))) {
      StreamResult result = run(server, "/events", true);
      assertEquals(CLIENTS, result.missed());
      assertTrue(result.disappointment().isPresent());
    }
  }

  @Test
  void aMessageThatComesAgainIsToldAndOneWithoutATimeIsInNoDelay() throws Exception {
    try (PushServer server =
        new PushServer((_, message) -> Optional.of(message + "\n\ndata: " + message))) {
      StreamResult result = run(server, "/events", true);
      assertTrue(result.tally().repeated >= result.tally().delivered / 2, "each came twice");
    }
    try (PushServer server = new PushServer((_, _) -> Optional.of("hello"))) {
      StreamResult result = run(server, "/events", true);
      assertEquals(result.tally().delivered, result.tally().unstamped);
      assertEquals(0, result.tally().delay.getTotalCount());
    }
  }

  @Test
  void aStreamThatTheServerEndsIsLost() throws Exception {
    try (PushServer server = PushServer.good()) {
      StreamRun run =
          new StreamRun(
              plan(server, "/events", false),
              _ -> {
                try {
                  server.endStreams();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      StreamResult result = run.run();
      assertEquals(CLIENTS, result.streams().everEstablished());
      assertEquals(CLIENTS, result.streams().lost());
      assertEquals(0, result.openAtEnd());
      assertTrue(result.disappointment().get().startsWith("no stream of http://"));
    }
  }

  @Test
  void whatIsNoEventStreamIsToldAsWhatItIs() throws Exception {
    try (PushServer server = PushServer.good()) {
      StreamResult page = run(server, "/page", false);
      assertEquals(CLIENTS, page.streams().failedBy(Failure.MALFORMED));
      assertEquals(
          "no stream of "
              + server.url("/page")
              + " is open: answered with the content type text/html, which is no event stream",
          page.disappointment().get());
      StreamResult nothing = run(server, "/nothing", false);
      assertEquals(CLIENTS, nothing.streams().failedBy(Failure.STATUS));
      assertEquals(0, server.streams());
    }
  }
}
