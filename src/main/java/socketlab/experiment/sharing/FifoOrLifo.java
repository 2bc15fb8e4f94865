// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.sharing;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.acceptor.AcceptMethod;
import socketlab.experiment.tool.acceptor.AcceptOrder;
import socketlab.experiment.tool.acceptor.AcceptorThreads;
import socketlab.linux.libc.Availability;
import socketlab.linux.poll.Epoll;
import socketlab.linux.process.SleepingCall;

@Claim(
    id = "fifo-or-lifo",
    question = "Four acceptors sleep on one listener: which of them gets the next connection?",
    setup =
        """
        four acceptors registered, then fell asleep, in the order 0 · 1 · 2 · 3; 60 clients come one by one

        accept(2)        ? · ? · ? …    threads in accept
        EPOLLEXCLUSIVE   ? · ? · ? …    epolls, the listener in each
        Java's accept    ? · ? · ? …    threads in ServerSocketChannel.accept
        """,
    picture =
        """
        registered, then fell asleep, in the order 0 · 1 · 2 · 3; clients come one by one

        accept(2)        0 · 1 · 2 · 3 · 0 · 1 …   the first in line; then it goes to the end
        EPOLLEXCLUSIVE   0 · 0 · 0 · 0 · 0 · 0 …   the first on a list that never changes
        Java's accept    0 · 0 · 1 · 1 · 1 · 2 …   one is in accept(2), the others wait at a lock
        """,
    sources = {
      "Cloudflare, Why does one NGINX worker take all the load?, 2017: blocking accept is FIFO,"
          + " epoll LIFO",
      "inet_csk_wait_for_connect in net/ipv4/inet_connection_sock.c queues a sleeper at the end,"
          + " each time anew; ep_ptable_queue_proc in fs/eventpoll.c queues an epoll once, at"
          + " EPOLL_CTL_ADD",
      "ServerSocketChannelImpl.accept in the JDK holds acceptLock while it waits"
    },
    outcomes = {
      @Outcome(
          name = "turns-and-a-favourite",
          grade = EXPECTED,
          choice =
              "They take turns in accept(2); with epoll the first that registered gets everything.",
          why =
              "With accept(2) the acceptors take turns. With epoll the acceptor that registered"
                  + " first gets every connection, as long as it is idle. This is often called"
                  + " LIFO, and it is not: the acceptor that fell asleep last got nothing. In"
                  + " Java's accept only one thread reaches the kernel, and the others wait for a"
                  + " lock. The thread that returns with a connection may take the lock again"
                  + " before the next in line has woken up, so a race decides the shares: they can"
                  + " be even, or one thread can get everything."),
      @Outcome(
          name = "last-asleep-first",
          grade = INTERESTING,
          choice =
              "They take turns in accept(2); with epoll the last that fell asleep gets everything.",
          why =
              "With epoll, the acceptor that fell asleep last got everything: this kernel's order"
                  + " really is LIFO."),
      @Outcome(
          name = "another-order",
          grade = FORBIDDEN,
          choice = "Another order, for example: they take turns everywhere.",
          why =
              "With accept(2) the acceptors did not take turns, or with epoll none was preferred;"
                  + " or in Java's accept two threads were in the kernel at once, or one overtook"
                  + " another at the lock.")
    },
    verdict = {
      "In accept(2), {accept(2): next in line} of 59 connections went to the next in line.",
      "With EPOLLEXCLUSIVE, {EPOLLEXCLUSIVE: first to register} of 60 went to the first that had"
          + " registered, and {EPOLLEXCLUSIVE: last to fall asleep} to the last that had fallen"
          + " asleep.",
      "In Java's accept {Java, platform threads: wait for the lock} of 4 platform threads waited"
          + " for a lock, and {Java, platform threads: same thread again} of 59 connections went to"
          + " the thread that had the one before."
    },
    cost = Cost.WAITS,
    seconds = 3,
    tryIt =
        """
        ./lab serve --pattern=multi-acceptor --transport=epoll --threads=4 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        for i in 1 2 3 4 5 6 7 8; do curl -s localhost:8080/plaintext; done
        curl -s localhost:8080/stats   # see how many connections each loop accepted
        kill $server
        """,
    seeAlso = {
      "thundering-herd",
      "shard-balance",
      "multi-acceptor",
      "shared listener",
      "EPOLLEXCLUSIVE",
      "accept4"
    })
public final class FifoOrLifo implements Experiment {
  private static final int ACCEPTORS = 4;
  private static final int CONNECTIONS = 60;
  private static final int NEARLY_ALL = 54;
  private static final String TAKERS = "who took it";
  private static final Thread.Builder PLATFORM = Thread.ofPlatform().daemon();

  @Override
  public Availability needs() {
    return SleepingCall.availability();
  }

  @Override
  public String run(Notes notes) throws Exception {
    AcceptOrder accept;
    try (ServerSocketChannel listener = blocking();
        AcceptorThreads acceptors = start(listener, PLATFORM, AcceptMethod.InAccept::new)) {
      accept = offer("accept(2)", acceptors, notes);
    }
    AcceptOrder epoll;
    try (ServerSocketChannel listener = Listeners.listen(16);
        AcceptorThreads acceptors = start(listener, PLATFORM, FifoOrLifo::exclusive)) {
      epoll = offer("EPOLLEXCLUSIVE", acceptors, notes);
    }
    notes.figure("accept(2): next in line", "", "54 or more of 59", TAKERS, accept.next());
    notes.figure("EPOLLEXCLUSIVE: first to register", "", "54 or more", TAKERS, epoll.share(0));
    long lastAsleep = epoll.share(ACCEPTORS - 1);
    notes.figure("EPOLLEXCLUSIVE: last to fall asleep", "", "6 or fewer", TAKERS, lastAsleep);

    java("Java, platform threads", PLATFORM, notes);
    java("Java, virtual threads", Thread.ofVirtual(), notes);
    if (!notes.allAsExpected() || accept.next() < NEARLY_ALL) {
      return "another-order";
    }
    return epoll.share(0) >= NEARLY_ALL
        ? "turns-and-a-favourite"
        : lastAsleep >= NEARLY_ALL ? "last-asleep-first" : "another-order";
  }

  private static void java(String name, Thread.Builder threads, Notes notes) throws IOException {
    try (ServerSocketChannel listener = blocking();
        AcceptorThreads acceptors = start(listener, threads, AcceptMethod.InChannel::new)) {
      AcceptOrder order = offer(name, acceptors, notes);
      Map<String, Double> atTheLock = new LinkedHashMap<>();
      atTheLock.put(
          "LockSupport", (double) acceptors.count((t, _) -> AcceptMethod.InChannel.isAtTheLock(t)));
      if (threads == PLATFORM) {
        long inTheKernel =
            acceptors.count((_, tid) -> AcceptMethod.InChannel.isInTheKernel(listener, tid));
        atTheLock.put("/proc/self/task", (double) (ACCEPTORS - inTheKernel));
      }
      notes.figure(name + ": wait for the lock", "", ACCEPTORS - 1, atTheLock);
      notes.figure(name + ": same thread again", "", "", TAKERS, order.again());
      notes.figure(name + ": next in line", "", "", TAKERS, order.next());
      long others = CONNECTIONS - 1 - order.again() - order.next();
      notes.figure(name + ": any other", "", 0, TAKERS, others);
    }
  }

  private static ServerSocketChannel blocking() throws IOException {
    ServerSocketChannel listener = Listeners.listen(16);
    listener.configureBlocking(true);
    return listener;
  }

  private static AcceptMethod exclusive(ServerSocketChannel listener) {
    return AcceptMethod.InEpoll.register(listener, Epoll.EXCLUSIVE);
  }

  private static AcceptorThreads start(
      ServerSocketChannel listener,
      Thread.Builder threads,
      Function<ServerSocketChannel, AcceptMethod> way)
      throws IOException {
    return AcceptorThreads.start(listener, ACCEPTORS, threads, way);
  }

  private static AcceptOrder offer(String name, AcceptorThreads acceptors, Notes notes)
      throws IOException {
    acceptors.offer(CONNECTIONS);
    AcceptOrder order = acceptors.order();
    notes.series(order.series(name));
    return order;
  }
}
