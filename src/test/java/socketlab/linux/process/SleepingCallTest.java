// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.process;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import socketlab.linux.OnLinux;
import socketlab.linux.poll.Epoll;
import socketlab.linux.poll.EventFd;

@OnLinux
class SleepingCallTest {

  @Test
  void theFirstArgumentOfAWaitIsItsDescriptor() throws Exception {
    var tid = new CompletableFuture<Integer>();
    try (EventFd bell = new EventFd();
        Epoll epoll = new Epoll(1)) {
      assertEquals(0, epoll.add(bell.descriptor(), Epoll.IN, 0));
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    tid.complete(Threads.currentTid());
                    epoll.await(-1);
                  });
      int sleeper = tid.get();
      await()
          .until(
              () ->
                  SleepingCall.of(sleeper)
                      .filter(call -> call.firstArgument() == epoll.descriptor())
                      .isPresent());
      bell.signal();
      thread.join();
    }
  }

  @Test
  void whoAsksIsNotSaidToSleepElsewhere() {
    // It reads the file meanwhile: the kernel tells of that read, or says that the thread runs.
    assertTrue(SleepingCall.of(Threads.currentTid()).stream().allMatch(c -> c.number() >= 0));
    assertTrue(SleepingCall.availability().isAvailable());
  }

  @Test
  void aLineOfTheKernel() {
    assertEquals(
        Optional.of(new SleepingCall(232, 17)),
        SleepingCall.parse("232 0x11 0x7f36 0x1 0xffffffff 0x0 0x8 0x7ffe1320edc8 0x7f3612c8c2ad"));
    assertEquals(
        -1,
        SleepingCall.parse("202 0xffffffffffffffff 0x0 0x0 0x0 0x0 0x0 0x1 0x1")
            .orElseThrow()
            .firstArgument());
    assertEquals(Optional.empty(), SleepingCall.parse("running"));
    assertEquals(Optional.empty(), SleepingCall.parse("-1 0x7ffe1320edc8 0x7f3612c8c2ad"));
  }
}
