// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.PrivateSysctl;
import socketlab.experiment.tool.queue.FilledQueue;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.linux.libc.Availability;
import socketlab.linux.socket.ListenQueue;

@Claim(
    id = "backlog-clamp",
    question = "What backlog does a server get when it asks for more than the system allows?",
    setup =
        """
        net.core.somaxconn = 16

        listen(1000) ──▶ effective backlog: ? ──▶ holds ? connections
                                            │
        somaxconn = 64 ─────────────────────┼──▶ ?     the same listener, which runs on
        listen(1000) again ─────────────────┴──▶ ?
        """,
    picture =
        """
        net.core.somaxconn = 16

        listen(1000) ──▶ min(1000, 16) = 16 ──▶ holds 17      no error, no warning
                                          │
        somaxconn = 64 ───────────────────┼──▶ still 17
        listen(1000) again ───────────────┴──▶ now  65
        """,
    sources = {
      "listen(2): the backlog is silently capped to net.core.somaxconn",
      "__sys_listen in net/socket.c reads somaxconn once, at the call"
    },
    outcomes = {
      @Outcome(
          name = "cut-at-listen",
          grade = EXPECTED,
          choice =
              "The smaller of the two numbers, cut at the call of listen without an error; only"
                  + " another call of listen changes it.",
          why =
              "It gets the smaller of the two numbers, without an error. The listener keeps it,"
                  + " whatever somaxconn becomes, until the program calls listen again: to raise"
                  + " the limit under a running server does nothing."),
      @Outcome(
          name = "follows-somaxconn",
          grade = INTERESTING,
          choice =
              "The smaller of the two numbers, and a running listener follows somaxconn when it"
                  + " changes.",
          why =
              "The running listener took the new limit at once: this kernel reads it at each SYN."),
      @Outcome(
          name = "another-cap",
          grade = FORBIDDEN,
          choice = "A limit that neither number explains.",
          why = "The listener has a limit that neither the request nor somaxconn explains.")
    },
    verdict = {
      "listen(1000) under a somaxconn of 16 has an effective backlog of {somaxconn 16: effective"
          + " backlog} and holds {somaxconn 16: waiting for accept} connections.",
      "When somaxconn is 64, the same listener has {somaxconn 64, same listener: effective"
          + " backlog}; after it calls listen(1000) again, it has {listen again: effective backlog}"
          + " and holds {listen again: waiting for accept}."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        sysctl net.core.somaxconn
        ./lab serve --pattern=sharded --threads=1 --backlog=100000 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ss -lnt 'sport = :8080'   # Send-Q is the effective backlog
        kill $server
        """,
    seeAlso = {
      "backlog-plus-one",
      "slow-acceptor",
      "effective backlog",
      "net.core.somaxconn",
      "listen"
    })
public final class BacklogClamp implements Experiment {
  public static final String SOMAXCONN = "net.core.somaxconn";
  public static final int REQUESTED = 1000;
  public static final int SMALL = 16;
  public static final int LARGE = 64;

  /** Clients beyond those that should find room. */
  public static final int TOO_MANY = 3;

  /** A listener that asked for more than it gets where somaxconn is small, and too many clients. */
  public static FilledQueue overfill() throws IOException {
    return FilledQueue.listen(REQUESTED, SMALL + 1 + TOO_MANY);
  }

  @Override
  public Availability needs() {
    return PrivateSysctl.exist(SOMAXCONN);
  }

  @Override
  public String run(Notes notes) throws IOException {
    PrivateSysctl.set(SOMAXCONN, SMALL);
    try (FilledQueue queue = overfill()) {
      ServerSocketChannel listener = queue.listener();
      notes.figure("somaxconn 16: effective backlog", "", SMALL, KernelReadings.cap(listener));
      notes.figure(
          "somaxconn 16: waiting for accept", "", SMALL + 1, KernelReadings.queued(listener));

      PrivateSysctl.set(SOMAXCONN, LARGE);
      int live = ListenQueue.of(listener).cap();
      notes.figure(
          "somaxconn 64, same listener: effective backlog",
          "",
          SMALL,
          KernelReadings.cap(listener));

      ListenQueue.listen(listener, REQUESTED);
      queue.clients().connect(LARGE + 1 + TOO_MANY);
      notes.figure("listen again: effective backlog", "", LARGE, KernelReadings.cap(listener));
      notes.figure(
          "listen again: waiting for accept", "", LARGE + 1, KernelReadings.queued(listener));
      if (notes.allAsExpected()) {
        return "cut-at-listen";
      }
      return live == LARGE ? "follows-somaxconn" : "another-cap";
    }
  }
}
