// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.queue;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.PrivateSysctl;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.TcpState;

@Claim(
    id = "syn-queue",
    question = "Half-open connections fill the SYN queue: can another client still connect?",
    setup =
        """
        20 deaf clients  ──SYN──▶ [ SYN queue of a listener, backlog 8 ]  SYN-ACK ──▶ never answered
        1 good client    ──SYN──▶ ?

        once without SYN cookies, once with them
        """,
    picture =
        """
        deaf client  ──SYN──▶ [ SYN queue ▒▒▒▒▒ ]  SYN-ACK ──▶ never answered: SYN_RECV
             ⋮                  full at backlog + 1
        good client  ──SYN──▶ cookies off: ✗ dropped
                              cookies on:  SYN-ACK that carries a cookie ──▶ ACK ──▶ ■ accept queue
        """,
    sources = {
      "tcp_conn_request and tcp_syn_flood_action in net/ipv4/tcp_input.c",
      "Cloudflare, SYN packet handling in the wild, 2018",
      "Documentation/networking/ip-sysctl.rst, tcp_syncookies"
    },
    outcomes = {
      @Outcome(
          name = "cookies-serve",
          grade = EXPECTED,
          choice = "No without SYN cookies, yes with them; the queue holds backlog + 1.",
          why =
              "Yes, with SYN cookies. The backlog limits the SYN queue too, and it also holds one"
                  + " more. Without cookies, the kernel drops every client that finds the queue"
                  + " full. With cookies, it answers such a client without storing anything, and"
                  + " the client connects."),
      @Outcome(
          name = "one-less",
          grade = INTERESTING,
          choice = "No without SYN cookies, yes with them; the queue holds exactly the backlog.",
          why =
              "The same, but the queue holds exactly the backlog: this kernel tests with >= and not"
                  + " with >."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "Something else, for example: half-open connections take room from nobody.",
          why =
              "The backlog does not limit the queue, or the good client connected without cookies,"
                  + " or it could not connect with them.")
    },
    verdict = {
      "With a backlog of 8, {cookies off: half-open connections} half-open connections fit without"
          + " cookies and {cookies on: half-open connections} with them.",
      "Of 1 good client, {cookies off: good clients ESTABLISHED} connected without cookies and"
          + " {cookies on: good clients ESTABLISHED} with them, where {cookies on: SYNs that found"
          + " the queue full} SYNs found the queue full."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        sysctl net.ipv4.tcp_syncookies
        ss -tan state syn-recv
        nstat -az 'TcpExtSyncookies*'
        """,
    seeAlso = {
      "defer-accept",
      "overflow-silence-or-reset",
      "SYN queue",
      "net.ipv4.tcp_syncookies",
      "SYN_RECV"
    })
public final class SynQueue implements Experiment {
  private static final String SYNCOOKIES = "net.ipv4.tcp_syncookies";
  private static final int BACKLOG = 8;
  private static final int DEAF = 20;

  @Override
  public Availability needs() {
    return PrivateSysctl.exist(SYNCOOKIES);
  }

  @Override
  public String run(Notes notes) throws Exception {
    PrivateSysctl.set(SYNCOOKIES, 0);
    double withoutCookies =
        flood("cookies off", notes, "TcpExtTCPReqQFullDrop", "TcpExtListenDrops", 0);
    PrivateSysctl.set(SYNCOOKIES, 1);
    double withCookies =
        flood("cookies on", notes, "TcpExtTCPReqQFullDoCookies", "TcpExtSyncookiesSent", 1);
    if (!notes.allAsExpected() || withoutCookies != withCookies) {
      return "something-else";
    }
    return withCookies == BACKLOG + 1
        ? "cookies-serve"
        : withCookies == BACKLOG ? "one-less" : "something-else";
  }

  /**
   * Fills the SYN queue and lets one good client come.
   *
   * @param beyond two counters of the SYNs that found the queue full
   * @param good how many good clients should get in
   * @return what the SYN queue held
   */
  private static double flood(
      String setting, Notes notes, String beyond, String alsoBeyond, int good) throws Exception {
    try (ServerSocketChannel listener = Listeners.listen(BACKLOG);
        ConnectingClients deaf = new ConnectingClients(listener);
        ConnectingClients late = new ConnectingClients(listener)) {
      NetCounters before = NetCounters.read();
      for (int i = 0; i < DEAF; i++) {
        deaf.beginDeaf();
      }
      late.begin();
      Until.holds(
          "each SYN was judged",
          () -> {
            long full = NetCounters.read().since(before, beyond);
            return full >= DEAF + 1 - BACKLOG - 1 && late.in(TcpState.ESTABLISHED) >= good;
          });

      Map<String, Double> halfOpen = KernelReadings.halfOpen(listener);
      notes.figure(
          setting + ": half-open connections", "", Integer.toString(BACKLOG + 1), halfOpen);
      notes.figure(
          setting + ": SYNs that found the queue full",
          "",
          "12 or more",
          KernelReadings.counted(before, beyond, alsoBeyond));
      notes.figure(
          setting + ": good clients ESTABLISHED",
          "",
          good,
          "TCP_INFO",
          late.in(TcpState.ESTABLISHED));
      notes.figure(setting + ": waiting for accept", "", good, KernelReadings.queued(listener));
      notes.figure(
          setting + ": handshakes ended by a cookie",
          "",
          good,
          KernelReadings.counted(before, "TcpExtSyncookiesRecv"));
      return halfOpen.values().iterator().next();
    }
  }
}
