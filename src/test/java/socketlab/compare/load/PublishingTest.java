// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.data.Metric;
import socketlab.compare.measure.Turn;
import socketlab.compare.peer.Candidates;
import socketlab.compare.plan.Workloads;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerProcess;

@Timeout(90)
class PublishingTest {
  private static final Candidate.Setting DURABLE =
      new Candidate.Setting(1, 1, LoadProtocol.PUBLISHING, List.of());

  /** Those that are installed; the lab's is. */
  static Stream<Candidate> servers() {
    return Stream.of("single-thread/nio", "redis", "rabbitmq")
        .map(Candidates::byName)
        .filter(one -> one.missing().isEmpty());
  }

  private static Generator.Outcome publish(ServerProcess server, Candidate candidate)
      throws Exception {
    Load load = Workloads.byName("publish", 4).orElseThrow();
    return new Publishing()
        .run(Generator.Task.of(load, server.address(), 1, 1).publishedBy(candidate.publishedBy()));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void everyServerConfirmsWhatIsPublished(Candidate candidate) throws Exception {
    try (ServerProcess server = candidate.start(DURABLE)) {
      assertTrue(publish(server, candidate).requests() >= 4);
    }
  }

  @Test
  void aTurnTellsTheTimeAMessage() throws Exception {
    Candidate lab = Candidates.byName("single-thread/nio");
    try (ServerProcess server = lab.start(DURABLE)) {
      Load load = Workloads.byName("publish", 4).orElseThrow();
      Turn turn =
          Turn.atFullSpeed(
              server, false, new Publishing(), Generator.Task.of(load, server.address(), 1, 1));
      double seconds =
          turn.outcome().requests() * turn.values().get(Metric.MESSAGE_TIME.id()) / 1e6;
      assertEquals(turn.outcome().seconds(), seconds, 1e-6);
    }
  }

  @Test
  void whatWasConfirmedIsKept() throws Exception {
    Candidate lab = Candidates.byName("single-thread/nio");
    try (ServerProcess server = lab.start(DURABLE);
        HttpClient client = HttpClient.newHttpClient()) {
      long confirmed = publish(server, lab).requests();
      URI last =
          URI.create(
              "http://127.0.0.1:%d/topics/lab?from=%d&wait=0"
                  .formatted(server.address().getPort(), confirmed - 1));
      String kept =
          client.send(HttpRequest.newBuilder(last).build(), BodyHandlers.ofString()).body();
      assertTrue(kept.contains("\"next\":" + confirmed), kept);
    }
  }

  @Test
  void countsMessagesAndTheTimeTheyTook() throws IOException {
    Generator.Outcome outcome = Publishing.parse("confirmed 2000 in 0.5 s\n");
    assertEquals(2000, outcome.requests());
    assertEquals(0.5, outcome.seconds(), 1e-9);
  }

  @Test
  void aRefusalIsAnErrorThatSaysWhy() {
    IOException thrown =
        assertThrows(
            IOException.class,
            () -> Publishing.parse("SLF4J: none\nException: the server ended the connection\n"));
    assertTrue(thrown.getMessage().contains("ended the connection"), thrown.getMessage());
  }
}
