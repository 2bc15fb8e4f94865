// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import socketlab.linux.OnLinux;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.process.ProcessUsage.CpuSplit;
import socketlab.linux.process.ProcessUsage.ThreadUsage;

@OnLinux
class ProcessUsageTest {

  private static final long SELF = ProcessHandle.current().pid();

  @Test
  void theClockCountsTheWorkOfThisProcess() {
    long before = ProcessUsage.cpuNanos(SELF);
    burn(50_000_000);
    long used = ProcessUsage.cpuNanos(SELF) - before;
    assertTrue(used >= 50_000_000, "burnt 50 ms of CPU, counted " + used + " ns");
  }

  @Test
  void theSplitAddsUpToTheClock() {
    burn(100_000_000);
    CpuSplit split = ProcessUsage.cpuSplit(SELF);
    long sumMicros = split.userMicros() + split.systemMicros();
    long clockMicros = ProcessUsage.cpuNanos(SELF) / 1000;
    // Each half is rounded down to a tick; other threads of the JVM work on in between.
    assertTrue(sumMicros <= clockMicros, split + " against " + clockMicros);
    assertTrue(sumMicros > clockMicros * 0.8 - 20_000, split + " against " + clockMicros);
  }

  @Test
  void countsAnotherProcess() {
    // Whoever started this JVM has used some.
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    assertTrue(ProcessUsage.cpuNanos(parent) > 0);
  }

  @Test
  void aChildCountsWhenItHasEnded() throws Exception {
    long before = ProcessUsage.endedChildrenCpuNanos();
    // dd copies in the kernel: 256 MB are some milliseconds of anybody's CPU.
    Process child =
        new ProcessBuilder("dd", "if=/dev/zero", "of=/dev/null", "bs=1M", "count=256")
            .redirectErrorStream(true)
            .start();
    child.getInputStream().readAllBytes();
    assertEquals(0, child.waitFor());
    long used = ProcessUsage.endedChildrenCpuNanos() - before;
    assertTrue(used > 1_000_000 && used < 60_000_000_000L, used + " ns");
  }

  @Test
  void aNameWithBlanksAndBracketsDoesNotShiftTheFields() {
    assertEquals(
        new CpuSplit(70_000, 90_000),
        ProcessUsage.parseStat("42 (a) b) S 1 42 42 0 -1 4194304 1 2 3 4 7 9 0 0 20 0 1"));
  }

  @Test
  void residentMemoryIsAJvmsNotAKilobyteCount() {
    long bytes = ProcessUsage.residentBytes(SELF);
    assertTrue(bytes > 10L << 20 && bytes < 100L << 30, bytes + " bytes");
  }

  @Test
  void everyWaitOfAThreadIsASwitch() throws Exception {
    Process cat = new ProcessBuilder("cat").start();
    try {
      long before = switches(cat);
      for (int i = 0; i < 100; i++) {
        cat.getOutputStream().write('a');
        cat.getOutputStream().flush();
        assertEquals('a', cat.getInputStream().read());
      }
      // It may now and then find the next byte before it has begun to wait.
      long added = switches(cat) - before;
      assertTrue(added >= 10 && added < 100_000, added + " switches");
    } finally {
      cat.destroy();
    }
  }

  /** Of its only thread. */
  private static long switches(Process process) {
    Map<Integer, ThreadUsage> threads = ProcessUsage.threadUsages(process.pid());
    assertEquals(Set.of(Math.toIntExact(process.pid())), threads.keySet());
    return threads.values().iterator().next().switches();
  }

  @Test
  void aJvmsThreadsAreAllThere() {
    burn(50_000_000);
    Map<Integer, ThreadUsage> threads = ProcessUsage.threadUsages(SELF);
    assertTrue(threads.size() > 5, threads::toString);
    assertTrue(
        threads.values().stream().anyMatch(one -> one.cpuNanos() >= 50_000_000), threads::toString);
  }

  /** In another process: this one opens and closes descriptors all the time. */
  @Test
  void descriptorsAreThoseOpenNow() throws Exception {
    Process cat =
        new ProcessBuilder("sh", "-c", "exec 7</dev/null 8</dev/null; echo; read x").start();
    try {
      cat.getInputStream().read();
      // Its three pipes, and the two.
      assertEquals(5, ProcessUsage.descriptors(cat.pid()));
    } finally {
      cat.destroy();
    }
  }

  @Test
  void aProcessThatIsNotThereNamesCallAndErrno() {
    // PID_MAX_LIMIT of 64-bit kernels: every pid is below.
    var thrown = assertThrows(NativeException.class, () -> ProcessUsage.cpuNanos(4_194_304));
    assertEquals("clock_getcpuclockid(4194304)", thrown.call());
    assertEquals(Errno.ESRCH.number(), thrown.errno());
  }

  /**
   * Works until this thread has used so much CPU time; elapsed time would say nothing on a busy
   * machine.
   */
  private static void burn(long nanos) {
    var threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + nanos;
    while (threads.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }
}
