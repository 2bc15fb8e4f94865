// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import socketlab.linux.OnLinux;
import socketlab.linux.libc.Proc;

@OnLinux
class ThreadsTest {

  @Test
  void aThreadIsFoundByTheFirst15BytesOfItsName() throws Exception {
    var tid = new CompletableFuture<Integer>();
    var done = new CountDownLatch(1);
    Thread.ofPlatform()
        .name("lab-threads-test-0")
        .start(
            () -> {
              tid.complete(Threads.currentTid());
              awaitLatch(done);
            });
    // First the tid: a thread has its name when it runs, not yet when it appears among the tasks.
    int running = tid.get();
    assertEquals("lab-threads-tes", Threads.names().get(running));
    done.countDown();
    await().until(() -> !Threads.names().containsKey(running));
    var thrown = assertThrows(UncheckedIOException.class, () -> Threads.contextSwitches(running));
    assertTrue(thrown.getMessage().contains("has ended"), thrown.getMessage());
  }

  @Test
  void eachWaitIsAVoluntarySwitch() throws Exception {
    int rounds = 100;
    var mail = new SynchronousQueue<Integer>();
    var tid = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              tid.complete(Threads.currentTid());
              for (int i = 0; i < rounds; i++) {
                put(mail, i);
              }
              awaitLatch(new CountDownLatch(1));
            });
    String status = "/proc/self/task/" + tid.get() + "/status";
    var before = Threads.contextSwitches(tid.get());
    for (int i = 0; i < rounds; i++) {
      // It sleeps, for nobody takes; so each take lets it go and sleep once more.
      await()
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> Proc.value(status, "State").startsWith("S"));
      mail.take();
    }
    await().until(() -> Proc.value(status, "State").startsWith("S"));
    long voluntary = Threads.contextSwitches(tid.get()).since(before).voluntary();
    assertTrue(voluntary >= rounds / 2, "voluntary switches: " + voluntary);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void put(SynchronousQueue<Integer> mail, int value) {
    try {
      mail.put(value);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
