// SPDX-License-Identifier: Apache-2.0
package socketlab.load.proof;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.load.LoadResult;
import socketlab.load.LoadRun;
import socketlab.load.plan.Arrivals;
import socketlab.load.plan.LoadPlan;
import socketlab.load.plan.Target;
import socketlab.net.Transport;
import socketlab.pattern.LabProcess;

/** A stall of known length, and the quantiles that arithmetic gives it. */
@Timeout(120)
class ProofTest {
  private static final int TRIES = 5;
  private static final double SLACK_NANOS = 150e6;

  static Stream<Transport> transports() {
    return Stream.of(Transport.values()).filter(t -> t.availability().isAvailable());
  }

  /**
   * Tried again on a machine that holds up the server behind the freeze as well: that makes
   * quantiles late at random, where a generator that times wrongly is off each time.
   */
  @ParameterizedTest
  @MethodSource("transports")
  void theGeneratorProvesItself(Transport transport) throws Exception {
    Proof.Outcome outcome = new Proof(transport, false, Optional.empty()).run();
    for (int i = 1; i < TRIES && !outcome.holds(); i++) {
      outcome = new Proof(transport, false, Optional.empty()).run();
    }
    assertTrue(outcome.holds(), outcome::toString);
    Proof.Quantile p99 = outcome.quantiles().getLast();
    assertTrue(
        p99.uncorrectedNanos() < p99.seenNanos() / 5,
        () -> "uncorrected, the freeze should hardly show: " + p99);
  }

  /**
   * As one is on a busy machine: each request costs it a tenth of the time between two; or less,
   * where it is a busy machine that does the rest.
   */
  @Test
  void aServerThatIsSlowToCatchUpIsNoFaultOfTheGenerators() throws Exception {
    double busy = 0.1;
    Proof.Outcome outcome = busyFor(busy);
    for (int i = 1; i < TRIES && !outcome.holds(); i++) {
      busy /= 2;
      outcome = busyFor(busy);
    }
    assertTrue(outcome.holds(), outcome::toString);
    assertTrue(outcome.catchUpSeconds() > busy / 2 * outcome.frozenSeconds(), outcome::toString);
  }

  /**
   * @param busy what a request costs the server, in times between two requests
   */
  private static Proof.Outcome busyFor(double busy) throws Exception {
    return new Proof(Transport.NIO, false, Optional.empty())
        .run(Duration.ofNanos((long) (busy * 1e9 / Proof.RATE)));
  }

  @Test
  void arithmetic() {
    assertAll(
        () -> assertEquals(1.0, Proof.expected(0.5, 6, 10), 1e-9),
        () -> assertEquals(5.9, Proof.expected(0.99, 6, 10), 1e-9),
        () -> assertEquals(0, Proof.expected(0.3, 6, 10), 1e-9),
        // wrk2's README: a freeze of 1.4 s in 20 s.
        () -> assertEquals(1.2, Proof.expected(0.99, 1.4, 20), 1e-9),
        // Four seconds to catch up with six: the median waited as if it had come half way.
        () -> assertEquals(3.0, Proof.expected(0.5, 6, 4, 10), 1e-9),
        () -> assertEquals(0, Proof.expected(0.3, 6, 0.9, 10), 1e-9),
        () -> assertEquals(6, Proof.expected(0.5, 6, Double.POSITIVE_INFINITY, 10), 1e-9));
  }

  @Test
  void aQuantileThatIsOffIsSeen() {
    assertTrue(new Proof.Quantile(0.99, 1e9, 1.05e9, 0).holds());
    assertFalse(new Proof.Quantile(0.99, 1e9, 0.9e9, 0).holds());
  }

  /** SIGSTOP for 6 s of 10: P50 is 1.0 s and P99 is 5.9 s. The kernel goes on taking bytes. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "stops a process by SIGSTOP")
  void aServerStoppedForSixSecondsOfTen() throws Exception {
    try (LabProcess server = LabProcess.start("serve", "--pattern=single-thread", "--port=0");
        StoppedServer stopped = new StoppedServer(server, 500, 8)) {
      String url = "http://127.0.0.1:" + server.address().getPort() + "/plaintext";
      LoadPlan plan =
          new LoadPlan(
              Target.parse(url),
              OptionalDouble.of(500),
              8,
              1,
              Duration.ofSeconds(10),
              Duration.ofSeconds(1),
              1,
              false,
              Arrivals.UNIFORM,
              1,
              Transport.NIO,
              Duration.ofSeconds(30));
      LoadResult result =
          new LoadRun(
                  plan,
                  interval -> {
                    if (interval.second() == 1) {
                      stopped.stop();
                    } else if (interval.second() == 7) {
                      stopped.thaw();
                    }
                  })
              .run();
      long catchUp = stopped.catchUp();
      assertTrue(stopped.atLeast() > 5e9, () -> stopped.atLeast() + " ns");
      assertEquals(5000, result.completed() + result.unfinished());
      for (double q : new double[] {0.5, 0.75, 0.9, 0.99}) {
        double seen = result.latency().getValueAtPercentile(100 * q);
        double least = Proof.expected(q, stopped.atLeast(), catchUp, 10e9) - SLACK_NANOS;
        double most = Proof.expected(q, stopped.atMost(), catchUp, 10e9) + SLACK_NANOS;
        assertTrue(
            least <= seen && seen <= most,
            () -> "P%.0f: %.0f not in %.0f to %.0f ns".formatted(100 * q, seen, least, most));
      }
      assertTrue(result.uncorrected().getValueAtPercentile(99) < 1e9, "uncorrected P99");
      assertTrue(result.refusal().isEmpty(), () -> result.refusal().orElseThrow());
    }
  }
}
