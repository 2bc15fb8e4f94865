// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import socketlab.compare.server.ServerSnapshot;
import socketlab.linux.process.ProcessUsage.ThreadUsage;

class LoadedSnapshotsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void switchesAreThoseOfThreadsThatStayed() {
    // 30 by 1 and 10 by 2 in a fifth of a second; 3 has ended and 4 is new.
    LoadedSnapshots seen =
        new LoadedSnapshots(
            List.of(
                at(400, Map.of(1, 100L, 2, 5L, 3, 7L)), at(600, Map.of(1, 130L, 2, 15L, 4, 9L))));
    assertEquals(200, seen.switchesASecond().orElseThrow(), 1e-6);
  }

  @Test
  void switchesAreNotToldWhenMostThreadsAreNew() {
    assertEquals(
        OptionalDouble.empty(),
        new LoadedSnapshots(List.of(at(400, Map.of(1, 1L)), at(800, Map.of(1, 2L, 2, 1L, 3, 1L))))
            .switchesASecond());
  }

  /** A few threads of the JVM always stay; here they use as much CPU as they switch. */
  @Test
  void switchesAreNotToldWhenThreadsThatEndedDidTheWork() {
    ServerSnapshot first = at(0, Map.of(1, 100L), 1000);
    assertEquals(
        OptionalDouble.empty(),
        new LoadedSnapshots(List.of(first, at(1000, Map.of(1, 189L), 1100))).switchesASecond());
    assertEquals(
        91,
        new LoadedSnapshots(List.of(first, at(1000, Map.of(1, 191L), 1100)))
            .switchesASecond()
            .orElseThrow(),
        1e-6);
  }

  @Test
  void aNumberThatIsUsedAgainIsAnotherThread() {
    LoadedSnapshots seen =
        new LoadedSnapshots(List.of(at(0, Map.of(1, 900L, 2, 5L)), at(1000, Map.of(1, 3L, 2, 6L))));
    assertEquals(1, seen.switchesASecond().orElseThrow(), 1e-6);
  }

  @Test
  void oneLookTellsMemoryAndNoSwitches() {
    ServerSnapshot only = at(400, Map.of(1, 1L));
    LoadedSnapshots seen = new LoadedSnapshots(List.of(only));
    assertEquals(Optional.of(only), seen.last());
    assertEquals(OptionalDouble.empty(), seen.switchesASecond());
    assertEquals(Optional.empty(), new LoadedSnapshots(List.of()).last());
  }

  @Test
  void whatMayHaveBeenBeforeOrAfterTheLoadIsNotUnderIt() {
    ServerSnapshot early = at(400, Map.of());
    ServerSnapshot good = at(800, Map.of());
    ServerSnapshot late = at(1000, Map.of());
    List<ServerSnapshot> all = List.of(early, good, late);
    assertEquals(
        List.of(early, good), LoadedSnapshots.of(all, 0, millis(1_300), SECOND).snapshots());
    assertEquals(List.of(good), LoadedSnapshots.of(all, 0, millis(1_500), SECOND).snapshots());
  }

  /** That took a millisecond. */
  private static ServerSnapshot at(long millis, Map<Integer, Long> switches) {
    return at(millis, switches, 0);
  }

  /** Likewise, of a process that has used so much CPU, and its threads as much as switches. */
  private static ServerSnapshot at(long millis, Map<Integer, Long> switches, long cpuNanos) {
    Map<Integer, ThreadUsage> threads =
        switches.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    one -> new ThreadUsage(one.getValue(), cpuNanos == 0 ? 0 : one.getValue())));
    return new ServerSnapshot(millis(millis), millis(millis + 1), threads, cpuNanos, 0);
  }

  private static long millis(long count) {
    return Duration.ofMillis(count).toNanos();
  }
}
