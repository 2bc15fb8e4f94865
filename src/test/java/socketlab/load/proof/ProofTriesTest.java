// SPDX-License-Identifier: Apache-2.0
package socketlab.load.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often the proof is tried, and what is said of it when it does not hold. */
@Timeout(20)
class ProofTriesTest {
  private static final Disturbance QUIET = disturbance(0, 0, 50_000);
  private static final Disturbance BUSY = disturbance(0.042, 0.2, 9e6);

  private static Disturbance disturbance(double stolen, double waited, double lateNanos) {
    return new Disturbance(OptionalDouble.of(stolen), waited, lateNanos, 7.5);
  }

  private static Proof.Outcome outcome(boolean holds, Disturbance disturbance) {
    Proof.Quantile quantile = new Proof.Quantile(0.99, 1e9, holds ? 1e9 : 2e9, 0);
    return new Proof.Outcome(3, 1.8, 0.1, List.of(quantile), disturbance);
  }

  private static ProofTries all(Proof.Outcome... outcomes) throws Exception {
    Queue<Proof.Outcome> left = new ArrayDeque<>(List.of(outcomes));
    ProofTries tries = new ProofTries(left::remove);
    while (tries.goOn()) {
      tries.next();
    }
    assertTrue(left.isEmpty(), "ended before its time");
    return tries;
  }

  @Test
  void oneThatHoldsIsEnough() throws Exception {
    assertEquals(Optional.empty(), all(outcome(true, QUIET)).failure());
    assertEquals(
        Optional.empty(),
        all(outcome(false, BUSY), outcome(false, QUIET), outcome(true, BUSY)).failure());
  }

  @Test
  void onAQuietMachineTheSecondThatIsOffIsTheLast() throws Exception {
    ProofTries tries = all(outcome(false, QUIET), outcome(false, BUSY), outcome(false, QUIET));
    String why = tries.failure().orElseThrow();
    assertTrue(why.contains("the machine was not busy"), why);
    assertTrue(why.contains("please report it"), why);
  }

  @Test
  void onABusyMachineItIsTriedWithinLimits() throws Exception {
    Proof.Outcome off = outcome(false, BUSY);
    ProofTries tries = all(off, off, off, off, off);
    assertEquals(ProofTries.MOST, tries.made());
    assertEquals(
        "not proved in 5 tries; the machine was busy: its hypervisor took 4.2 % of the CPU time,"
            + " the generator waited for a CPU 20.0 % of the time and sent 1 % of its requests more"
            + " than 9.0 ms late (load average 7.5); try again when less runs beside it",
        tries.failure().orElseThrow());
  }

  /** All latencies are 0 then, as arithmetic says of no freeze. */
  @Test
  void aServerThatNeverFrozeOrNeverCaughtUpProvesNothing() {
    List<Proof.Quantile> none = List.of(new Proof.Quantile(0.99, 0, 0, 0));
    assertFalse(new Proof.Outcome(3, 0, Double.POSITIVE_INFINITY, none, BUSY).holds());
    assertFalse(new Proof.Outcome(3, 1.8, Double.POSITIVE_INFINITY, none, BUSY).holds());
    assertTrue(new Proof.Outcome(3, 1.8, 0.1, none, BUSY).holds());
  }

  /** The load average counts the proof itself, and so it is a hint only. */
  @Test
  void eachMeasureAloneSpeaksOfABusyMachine() {
    assertFalse(QUIET.isBusy());
    assertTrue(disturbance(0.02, 0, 0).isBusy());
    assertTrue(disturbance(0, 0.05, 0).isBusy());
    assertTrue(disturbance(0, 0, 3e6).isBusy());
  }
}
