// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import socketlab.net.Transport;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.loop.EventLoop;
import socketlab.net.rig.LoopRig;
import socketlab.protocol.Handlers;
import socketlab.protocol.SessionFactory;

/** A thread a connection, behind a loop that accepts. */
final class BlockingRig implements AutoCloseable {
  /** What is cut off at the deadline takes a moment to end. */
  private static final long LATE = 1_000_000_000;

  /** Which threads. */
  enum Threads {
    PLATFORM {
      @Override
      Thread.Builder builder() {
        return Thread.ofPlatform().name("lab-test-reader-", 0);
      }
    },
    VIRTUAL {
      @Override
      Thread.Builder builder() {
        return Thread.ofVirtual().name("lab-test-reader-", 0);
      }
    };

    abstract Thread.Builder builder();
  }

  /** The loops, problems and failures of all of it. */
  final LoopRig loops;

  final BlockingReaders readers;
  private EventLoop acceptor;
  private boolean stopped;

  BlockingRig(Threads threads) throws IOException {
    // Readers of platform threads have virtual ones that help them.
    JdkPollers.make();
    loops = new LoopRig();
    readers = new BlockingReaders(loops.config(Handlers.IN_PLACE), threads.builder());
    readers.start();
  }

  Listener serve(SessionFactory sessions) throws IOException {
    return serve(new Service(sessions, LoopRig.STALL));
  }

  Listener serve(Service service) throws IOException {
    Listener listener = loops.listen(service);
    acceptor = loops.loop(Transport.NIO);
    acceptor.accept(List.of(listener), readers::adopt);
    return listener;
  }

  /** Connections that its threads read now. */
  long open() {
    return readers.stats().stream().mapToLong(thread -> thread.counters().open()).sum();
  }

  /** As a server does it; how many were cut off. */
  int stop(Duration grace) throws InterruptedException {
    stopped = true;
    CountDownLatch accepted = new CountDownLatch(1);
    if (acceptor == null) {
      accepted.countDown();
    } else {
      acceptor.stopAccepting(accepted);
    }
    accepted.await();
    long deadline = System.nanoTime() + grace.toNanos();
    if (acceptor != null) {
      acceptor.drain(deadline);
      acceptor.join(LATE + deadline);
    }
    readers.drain(deadline);
    readers.awaitEnd(LATE + deadline);
    return readers.join(LATE + deadline);
  }

  @Override
  public void close() throws Exception {
    if (!stopped) {
      stop(Duration.ZERO);
    }
    loops.close();
  }
}
