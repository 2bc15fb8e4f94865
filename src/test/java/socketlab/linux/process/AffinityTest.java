// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import socketlab.linux.OnLinux;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.linux.libc.Proc;

@OnLinux
class AffinityTest {

  private final List<Integer> before = Affinity.allowed();

  @AfterEach
  void unpin() {
    Affinity.allow(before);
  }

  @Test
  void pinsTheCallingThreadToEachCpuThatItMayUse() {
    for (int cpu : before) {
      Affinity.pin(cpu);
      assertEquals(List.of(cpu), Affinity.allowed());
      // The kernel's own word: Cpus_allowed_list.
      String status = "/proc/self/task/" + Threads.currentTid() + "/status";
      assertEquals(Integer.toString(cpu), Proc.value(status, "Cpus_allowed_list"));
    }
    Affinity.allow(before);
    assertEquals(before, Affinity.allowed());
  }

  @Test
  void leavesOtherThreadsAlone() throws Exception {
    var other = new CompletableFuture<List<Integer>>();
    var pinned = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .start(
            () -> {
              pinned.join();
              other.complete(Affinity.allowed());
            });
    Affinity.pin(before.getLast());
    pinned.complete(null);
    assertEquals(before, other.get());
  }

  @Test
  void aCpuThatIsNotThereNamesCallAndErrno() {
    var thrown = assertThrows(NativeException.class, () -> Affinity.pin(8191));
    assertEquals("sched_setaffinity(CPU 8191)", thrown.call());
    assertEquals(Errno.EINVAL.number(), thrown.errno());
    assertThrows(IllegalArgumentException.class, () -> Affinity.pin(8192));
    assertThrows(IllegalArgumentException.class, () -> Affinity.pin(-1));
  }

  @Test
  void aVirtualThreadIsRefused() throws Exception {
    var cause = new CompletableFuture<Throwable>();
    Thread.ofVirtual()
        .start(() -> cause.complete(assertThrows(Throwable.class, () -> Affinity.pin(0))));
    assertEquals(
        "a virtual thread has no CPU of its own; pin a platform thread", cause.get().getMessage());
  }
}
