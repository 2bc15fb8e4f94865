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
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.PrivateSysctl;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.linux.libc.Availability;
import socketlab.linux.socket.ListenQueue;

@Claim(
    id = "backlog-clamp",
    question = "What backlog does a server get when it asks for more than the system allows?",
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
          why =
              "It gets the smaller of the two numbers, without an error. The listener keeps it,"
                  + " whatever somaxconn becomes, until the program calls listen again: to raise"
                  + " the limit under a running server does nothing."),
      @Outcome(
          name = "follows-somaxconn",
          grade = INTERESTING,
          why =
              "The running listener took the new limit at once: this kernel reads it at each SYN."),
      @Outcome(
          name = "another-cap",
          grade = FORBIDDEN,
          why = "The listener has a limit that neither the request nor somaxconn explains.")
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
        """)
public final class BacklogClamp implements Experiment {
  private static final String SOMAXCONN = "net.core.somaxconn";
  private static final int REQUESTED = 1000;
  private static final int SMALL = 16;
  private static final int LARGE = 64;

  @Override
  public Availability needs() {
    return PrivateSysctl.exist(SOMAXCONN);
  }

  @Override
  public String run(Notes notes) throws IOException {
    PrivateSysctl.set(SOMAXCONN, SMALL);
    try (ServerSocketChannel listener = Listeners.listen(REQUESTED);
        ConnectingClients clients = new ConnectingClients(listener)) {
      clients.connect(SMALL + 4);
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
      clients.connect(LARGE + 4);
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
