// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.acceptor;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import socketlab.experiment.tool.Until;
import socketlab.linux.process.Threads;

/**
 * Threads that share a listener, and who of them takes which connection. Each client comes alone,
 * when all of them sleep, so that only the kernel's order decides and not who happens to be awake.
 *
 * <p>They are made in order, then go to sleep in order, each when the one before sleeps. For one
 * thread.
 */
public final class AcceptorThreads implements AutoCloseable {
  private final SocketAddress address;
  private final List<Member> members = new ArrayList<>();
  private final List<Integer> takers = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong returns = new AtomicLong();
  private volatile boolean closing;
  private volatile Exception failure;

  /** One of them. */
  private final class Member {
    final int number = members.size();
    final AcceptMethod acceptor;
    final CompletableFuture<Integer> tid = new CompletableFuture<>();
    Thread thread;

    Member(AcceptMethod acceptor) {
      this.acceptor = acceptor;
    }

    void run() {
      tid.complete(Threads.currentTid());
      try {
        while (!closing) {
          boolean taken = acceptor.accept();
          returns.incrementAndGet();
          if (taken && !closing) {
            takers.add(number);
          }
        }
      } catch (IOException | RuntimeException e) {
        failure = e;
      }
    }

    boolean isAsleep() {
      return tid.isDone() && acceptor.isAsleep(thread, tid.join());
    }
  }

  private AcceptorThreads(ServerSocketChannel listener) throws IOException {
    address = listener.getLocalAddress();
  }

  /**
   * Starts them.
   *
   * @param threads a builder of the threads, platform or virtual
   * @param way what each of them does, made in order before the first starts
   */
  public static AcceptorThreads start(
      ServerSocketChannel listener,
      int count,
      Thread.Builder threads,
      Function<ServerSocketChannel, AcceptMethod> way)
      throws IOException {
    AcceptorThreads acceptors = new AcceptorThreads(listener);
    for (int i = 0; i < count; i++) {
      acceptors.members.add(acceptors.new Member(way.apply(listener)));
    }
    try {
      for (Member member : acceptors.members) {
        member.thread = threads.start(member::run);
        acceptors.until("acceptor " + member.number + " sleeps", member::isAsleep);
      }
    } catch (IOException e) {
      acceptors.close();
      throw e;
    }
    return acceptors;
  }

  /** Clients connect, each when the one before was taken and all sleep again. */
  public void offer(int clients) throws IOException {
    for (int i = 0; i < clients; i++) {
      int before = takers.size();
      try (SocketChannel _ = SocketChannel.open(address)) {
        until("somebody took the connection", () -> takers.size() > before);
      }
      until("all acceptors sleep", () -> members.stream().allMatch(Member::isAsleep));
    }
  }

  /** Who took each connection, by number in the order in which they were made. */
  public AcceptOrder order() {
    return new AcceptOrder(members.size(), List.copyOf(takers));
  }

  /** How often all of them have come back from their way to wait, with a connection or without. */
  public long returns() {
    return returns.get();
  }

  /** How often all of them have waited so far: each wake-up of a sleeping thread adds one. */
  public long voluntarySwitches() {
    return members.stream()
        .mapToLong(member -> Threads.contextSwitches(member.tid.join()).voluntary())
        .sum();
  }

  /**
   * How many of them are in some state now.
   *
   * @param state told the thread and the kernel's number of it
   */
  public long count(BiPredicate<Thread, Integer> state) {
    return members.stream().filter(m -> state.test(m.thread, m.tid.join())).count();
  }

  /** Nobody can wake a chosen one of them, but each who is woken by one more client leaves. */
  @Override
  public void close() throws IOException {
    closing = true;
    for (long awake = living(); awake > 0; awake = living()) {
      long before = awake;
      try (SocketChannel _ = SocketChannel.open(address)) {
        hold("an acceptor has left", () -> living() < before);
      }
    }
    members.forEach(member -> member.acceptor.close());
  }

  private long living() {
    return members.stream().filter(m -> m.thread != null && m.thread.isAlive()).count();
  }

  /** Until the state is there, or one of them has failed. */
  private void until(String state, BooleanSupplier test) throws IOException {
    hold(state, () -> failure != null || test.getAsBoolean());
    if (failure != null) {
      throw new IOException("an acceptor failed: " + failure.getMessage(), failure);
    }
  }

  private static void hold(String state, BooleanSupplier test) throws IOException {
    try {
      Until.holds(state, test);
    } catch (TimeoutException e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
