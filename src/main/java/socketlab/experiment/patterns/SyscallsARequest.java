// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.patterns;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.client.ClosedLoop;
import socketlab.experiment.tool.server.PatternServer;
import socketlab.net.Transport;
import socketlab.net.loop.Counters;
import socketlab.pattern.SingleThread;

@Claim(
    id = "syscalls-a-request",
    question = "How many system calls does a request cost over nio, epoll and io_uring?",
    setup =
        """
        1, 50 and 300 clients, each with one request under way

        nio        select ─▶ read, write …            system calls a request: ?
        epoll      epoll_wait ─▶ recv, send …         system calls a request: ?
        io_uring   io_uring_enter ─▶ …                system calls a request: ?
        """,
    picture =
        """
        epoll      wait ─▶ recv send · recv send · recv send          2 a request, and the wait
                                                                      is shared by a batch
        io_uring   enter ─▶ ▤▤▤ answers and new sends in shared       1 a batch: less than one
                          memory                                      a request under load
        """,
    sources = {
      "io_uring(7): the rings are shared memory, and one io_uring_enter(2) submits and waits;"
          + " io_uring_prep_recv_multishot(3): one submission for all that a socket receives",
      "Published ratios of throughput go from 0.88 to 1.68; calls per request can be counted"
    },
    outcomes = {
      @Outcome(
          name = "readiness-two-completion-less",
          grade = EXPECTED,
          choice =
              "Two and a share of a wait over nio and epoll; less than one over io_uring under"
                  + " load.",
          why =
              "Readiness (nio, epoll) says that a socket can be read, so the read and the write are"
                  + " calls of their own: at least two a request, and load only makes the wait"
                  + " cheaper. Completion (io_uring) delivers the bytes: one call submits and waits"
                  + " for everything that happens at the same time, so the more happens at once,"
                  + " the fewer calls per request needs."),
      @Outcome(
          name = "no-ring",
          grade = INTERESTING,
          why =
              "This user cannot use io_uring here: nio and epoll behave as expected, and the other"
                  + " half of the claim is not tested. ./lab doctor says why."),
      @Outcome(
          name = "another-count",
          grade = FORBIDDEN,
          choice = "Another count, for example: about the same over all three.",
          why =
              "A readiness loop needed fewer calls than a read and a write, or more than those and"
                  + " a wait; or the ring needed more than half a call per request under load.")
    },
    verdict = {
      "With 50 clients, a request takes {nio, 50 clients: calls per request} system calls over"
          + " nio.",
      "Over epoll it takes {epoll, 50 clients: calls per request}.",
      "Over io_uring it takes {io_uring, 50 clients: calls per request}, and {io_uring, 1 clients:"
          + " calls per request} with a single client."
    },
    cost = Cost.MEASURES,
    seconds = 3,
    tryIt =
        """
        ./lab serve --pattern=single-thread --transport=io_uring & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load http://localhost:8080/plaintext --connections=50 --duration=3s
        curl -s localhost:8080/stats   # see perRequest
        kill $server
        """,
    seeAlso = {
      "thundering-herd",
      "accept-bottleneck",
      "transport",
      "epoll_wait",
      "io_uring_enter",
      "--transport"
    })
public final class SyscallsARequest implements Experiment {
  private static final int[] CONNECTIONS = {1, 50, 300};

  /** Connections that ask at once are a load. */
  private static final int LOAD = 50;

  /** Enough that the connects before them do not count. */
  private static final int REQUESTS = 10_000;

  private static final int REQUESTS_OF_ONE = 2_000;

  /**
   * A read and a write; a wait at most, and now and then one that only looked at the clock. The
   * counters are read in the middle of a batch, which makes a hundredth or two.
   */
  private static final double LEAST_READINESS_CALLS = 1.9;

  private static final double MOST_READINESS_CALLS = 3.2;

  @Override
  public String run(Notes notes) throws Exception {
    boolean asClaimed = true;
    for (Transport transport : Transport.values()) {
      if (transport.availability().isAvailable()) {
        for (int connections : CONNECTIONS) {
          asClaimed &= isAsClaimed(transport, connections, notes);
        }
      }
    }
    if (!asClaimed) {
      return "another-count";
    }
    return Transport.IO_URING.availability().isAvailable()
        ? "readiness-two-completion-less"
        : "no-ring";
  }

  private static boolean isAsClaimed(Transport transport, int connections, Notes notes)
      throws Exception {
    int requests = connections == 1 ? REQUESTS_OF_ONE : REQUESTS;
    try (PatternServer server =
        PatternServer.start(new SingleThread(), transport, 1, PatternServer.Work.NONE)) {
      Counters.Snapshot[] seen =
          new ClosedLoop(server.url(), connections, false)
              .during(
                  () -> {
                    server.awaitHandled(requests / 5);
                    Counters.Snapshot before = server.server().stats().total();
                    server.awaitHandled(requests);
                    return new Counters.Snapshot[] {before, server.server().stats().total()};
                  });
      long answered = seen[1].requests() - seen[0].requests();
      double calls = (double) (seen[1].systemCalls() - seen[0].systemCalls()) / answered;
      boolean completes = transport == Transport.IO_URING;
      boolean loaded = connections >= LOAD;
      String name = transport.id() + ", " + connections + " clients: ";
      String expected = !completes ? "2 to 3" : loaded ? "0.5 or less" : "";
      notes.figure(name + "calls per request", "", expected, "/stats", calls);
      notes.figure(
          name + "requests a wait",
          "",
          "",
          "/stats",
          (double) answered / (seen[1].batches() - seen[0].batches()));
      return completes
          ? calls <= 0.5 || !loaded
          : calls >= LEAST_READINESS_CALLS && calls <= MOST_READINESS_CALLS;
    }
  }
}
