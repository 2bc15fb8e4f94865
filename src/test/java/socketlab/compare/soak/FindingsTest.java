// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A soak finds what a server keeps, and nothing where it keeps nothing. */
class FindingsTest {
  private static final int MANY = 40;

  /** Between two looks. */
  private static final double SECONDS = 10;

  private static final long MIB = 1 << 20;

  private static Findings of(IntFunction<RestingServer> look) {
    return Findings.of(IntStream.range(0, MANY).mapToObj(look).toList());
  }

  private static RestingServer look(
      int i, long errors, long mib, int descriptors, int threads, long open) {
    return new RestingServer(
        SECONDS * i, "plaintext", i * 1000L, errors, mib * MIB, descriptors, threads, open);
  }

  @Test
  void aServerThatKeepsNothing() {
    Findings findings = of(i -> look(i, 0, 60 + i % 3, 20, 12, 0));
    assertEquals(List.of(), findings.wrong());
  }

  @Test
  void whatGrowsInTheFirstQuarterIsItsStart() {
    assertEquals(List.of(), of(i -> look(i, 0, Math.min(i, 10), Math.min(i, 10), 9, 0)).wrong());
  }

  @Test
  void memoryThatGrowsAndGrows() {
    Findings findings = of(i -> look(i, 0, 60 + i, 20, 12, 0));
    assertEquals(List.of("memory grew by 20.0 MiB after the warm-up"), findings.wrong());
    assertEquals(20 * MIB, findings.grownBytes());
    assertEquals(20 * MIB / 20_000.0, findings.grownBytesARequest());
  }

  @Test
  void oneDescriptor() {
    assertEquals(
        List.of("1 descriptors more than after the warm-up"),
        of(i -> look(i, 0, 60, i < MANY - 1 ? 20 : 21, 12, 0)).wrong());
  }

  @Test
  void oneThread() {
    assertEquals(
        List.of("1 threads more than after the warm-up"),
        of(i -> look(i, 0, 60, 20, i < MANY - 1 ? 12 : 13, 0)).wrong());
  }

  @Test
  void oneErrorAtAnyTime() {
    assertEquals(List.of("1 errors"), of(i -> look(i, i == 3 ? 1 : 0, 60, 20, 12, 0)).wrong());
  }

  @Test
  void oneConnectionThatNobodyHas() {
    assertEquals(
        List.of("the server counted 1 connections as open that no client had, after plaintext"),
        of(i -> look(i, 0, 60, 20, 12, i == 7 ? 1 : 0)).wrong());
  }

  /** A soak of 12 s: the heap takes its size, a compiler's thread comes, a log is opened. */
  @Test
  void ordinaryWarmUpIsNoFindingOfAShortRun() {
    Findings findings =
        Findings.of(
            IntStream.range(0, 12)
                .mapToObj(
                    i -> new RestingServer(i, "plaintext", i, 0, (60 + 2 * i) * MIB, i, 9 + i, 0))
                .toList());
    assertEquals(List.of(), findings.wrong());
    assertFalse(findings.growthJudged());
  }

  @Test
  void inAMinuteWhatGrowsBehindTheWarmUpIsSeen() {
    IntFunction<RestingServer> look =
        i -> new RestingServer(i, "plaintext", i, 0, (60 + Math.max(0, i - 30)) * MIB, 9, 9, 0);
    Findings findings = Findings.of(IntStream.range(0, 60).mapToObj(look).toList());
    assertTrue(findings.growthJudged());
    assertEquals(List.of("memory grew by 20.0 MiB after the warm-up"), findings.wrong());
  }

  @Test
  void fewLooksTellNothing() {
    assertThrows(
        IllegalArgumentException.class, () -> Findings.of(List.of(look(0, 0, 60, 20, 12, 0))));
  }
}
