// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.sharing;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.acceptor.AcceptMethod;
import socketlab.experiment.tool.acceptor.AcceptorThreads;
import socketlab.linux.libc.Availability;
import socketlab.linux.poll.Epoll;
import socketlab.linux.process.SleepingCall;

@Claim(
    id = "thundering-herd",
    question =
        "One client connects while many acceptors sleep: how many of them does the kernel wake?",
    setup =
        """
                           EPOLLIN      EPOLLEXCLUSIVE      accept(2)
        acceptor 0         sleeps       sleeps              sleeps
        acceptor 1         sleeps       sleeps              sleeps
            ⋮
        client connects    woken: ?     woken: ?            woken: ?
        """,
    picture =
        """
                            EPOLLIN             EPOLLEXCLUSIVE, accept(2)
        acceptor 0          woken: takes it     woken: takes it
        acceptor 1          woken for nothing   sleeps
        acceptor 2          woken for nothing   sleeps
        acceptor 3          woken for nothing   sleeps
        context switches    4                   1
        """,
    sources = {
      "__wake_up_common in kernel/sched/wait.c wakes sleepers until it has woken an exclusive one;"
          + " others do not count",
      "epoll_ctl(2), EPOLLEXCLUSIVE, since Linux 4.5: to avoid thundering herd problems",
      "ep_send_events in fs/eventpoll.c asks the listener again, so an acceptor that comes too late"
          + " sleeps on without returning"
    },
    outcomes = {
      @Outcome(
          name = "all-or-one",
          grade = EXPECTED,
          choice = "All of them with plain EPOLLIN; one with EPOLLEXCLUSIVE or in accept(2).",
          why =
              "With plain EPOLLIN each connection wakes every idle acceptor, and all but one find"
                  + " nothing. An acceptor that comes late enough does not even return from"
                  + " epoll_wait, so a program that counts its EAGAINs counts too few: count"
                  + " context switches. With EPOLLEXCLUSIVE, or in accept(2), the kernel wakes one"
                  + " acceptor, however many there are."),
      @Outcome(
          name = "one-each",
          grade = INTERESTING,
          choice = "One, in all three cases.",
          why = "Plain EPOLLIN woke only one as well: this kernel has no thundering herd."),
      @Outcome(
          name = "another-number",
          grade = FORBIDDEN,
          choice = "Another number, for example: two, in all three cases.",
          why = "EPOLLEXCLUSIVE or accept(2) woke several, or plain EPOLLIN woke some but not all.")
    },
    verdict = {
      "Of 8 sleeping acceptors, a connection woke {EPOLLIN, of 8: woken} with EPOLLIN,"
          + " {EPOLLEXCLUSIVE, of 8: woken} with EPOLLEXCLUSIVE and {accept(2), of 8: woken} in"
          + " accept(2).",
      "With EPOLLIN, {EPOLLIN, of 8: came back from the call} of them came back from epoll_wait."
    },
    cost = Cost.WAITS,
    seconds = 5,
    tryIt =
        """
        ./lab serve --pattern=multi-acceptor --transport=nio --threads=8 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        switches() { awk '/^voluntary/ { n += $2 } END { print n }' /proc/$server/task/*/status; }
        switches; curl -s localhost:8080/json; switches
        kill $server
        """,
    seeAlso = {
      "fifo-or-lifo",
      "syscalls-a-request",
      "multi-acceptor",
      "EPOLLEXCLUSIVE",
      "epoll_wait"
    })
public final class ThunderingHerd implements Experiment {
  private static final int MOST = 8;
  private static final int[] ACCEPTORS = {1, 4, MOST};
  private static final int CONNECTIONS = 60;

  /** A thread also waits for other things than connections, now and then. */
  private static final double NEARLY = 0.25;

  /** How the switches per connection compare with one, and with one an acceptor. */
  private record Herd(boolean isOne, boolean isAll) {
    Herd and(Herd other) {
      return new Herd(isOne && other.isOne, isAll && other.isAll);
    }
  }

  @Override
  public Availability needs() {
    return SleepingCall.availability();
  }

  @Override
  public String run(Notes notes) throws Exception {
    Herd plain = measure("EPOLLIN", false, listener -> epoll(listener, 0), "all", notes);
    Herd exclusive =
        measure("EPOLLEXCLUSIVE", false, listener -> epoll(listener, Epoll.EXCLUSIVE), "1", notes);
    Herd accept = measure("accept(2)", true, AcceptMethod.InAccept::new, "1", notes);
    if (!exclusive.isOne || !accept.isOne) {
      return "another-number";
    }
    return plain.isAll ? "all-or-one" : plain.isOne ? "one-each" : "another-number";
  }

  private static AcceptMethod epoll(ServerSocketChannel listener, int flags) {
    return AcceptMethod.InEpoll.register(listener, flags);
  }

  private static Herd measure(
      String name,
      boolean blocking,
      Function<ServerSocketChannel, AcceptMethod> way,
      String expected,
      Notes notes)
      throws IOException {
    List<Series.Point> points = new ArrayList<>();
    Herd herd = new Herd(true, true);
    for (int count : ACCEPTORS) {
      String of = name + ", of " + count + ": ";
      try (ServerSocketChannel listener = Listeners.listen(16)) {
        listener.configureBlocking(blocking);
        try (AcceptorThreads acceptors =
            AcceptorThreads.start(listener, count, Thread.ofPlatform().daemon(), way)) {
          long before = acceptors.voluntarySwitches();
          acceptors.offer(CONNECTIONS);
          double woken = (double) (acceptors.voluntarySwitches() - before) / CONNECTIONS;
          notes.figure(of + "woken", "", "about " + expected, "/proc/self/task", woken);
          if (count == MOST) {
            double returned = (double) acceptors.returns() / CONNECTIONS;
            notes.figure(of + "came back from the call", "", "not more", "the acceptors", returned);
          }
          points.add(new Series.Point(count, woken));
          herd = herd.and(new Herd(near(woken, 1), near(woken, count)));
        }
      }
    }
    notes.series(new Series(name, "acceptors", "context switches per connection", points));
    return herd;
  }

  private static boolean near(double seen, double expected) {
    return Math.abs(seen - expected) <= NEARLY * expected;
  }
}
