// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.https;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.PrivateSysctl;
import socketlab.experiment.tool.server.ServeProcess;
import socketlab.link.Link;
import socketlab.link.LinkOptions;
import socketlab.link.trace.PacketRecorder;
import socketlab.link.trace.RecordedConnection;
import socketlab.link.trace.RecordedSegment;
import socketlab.link.trace.RoundTrips;
import socketlab.link.trace.TcpSegment;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Sysctl;
import socketlab.linux.network.NetCounters;
import socketlab.linux.network.Tun;
import socketlab.linux.socket.ClientSocket;

@Claim(
    id = "tfo-cookie",
    question = "A client uses Fast Open for the first time: is its request in the SYN?",
    setup =
        """
        a link of 40 ms a round trip; server and client use TCP Fast Open

        connection 1   SYN + request? ──▶
        connection 2   SYN + request? ──▶
        then the server gets another key
        connection 3   SYN + request? ──▶       what becomes of it?
        """,
    picture =
        """
        connection 1   SYN, a cookie please ──▶ · ◀── SYN-ACK + cookie · request ──▶ · ◀── answer
        connection 2   SYN + cookie + request ──▶ · ◀── SYN-ACK, answer
        the server's key changes
        connection 3   SYN + cookie + request ──▶ ✗ · ◀── SYN-ACK + new cookie · request again ──▶
                                                      · ◀── answer
        """,
    sources = {
      "RFC 7413, TCP Fast Open, sections 3 and 4.1",
      "Documentation/networking/ip-sysctl.rst, tcp_fastopen and tcp_fastopen_key;"
          + " tcp_try_fastopen in net/ipv4/tcp_fastopen.c"
    },
    outcomes = {
      @Outcome(
          name = "second-connection",
          grade = EXPECTED,
          choice = "No: the first connection asks for a cookie, and the second sends its request.",
          why =
              "The first SYN only asks for a cookie, and that connection takes its two round trips."
                  + " The cookie proves that the client really has its address, so the second"
                  + " connection may send its request in the SYN, and the answer begins after one."
                  + " A cookie of an old key costs no more than what it would have saved: the"
                  + " server ignores the data, sends a new cookie, and the client sends the data"
                  + " again behind the handshake."),
      @Outcome(
          name = "not-allowed",
          grade = INTERESTING,
          why = "The kernel used no Fast Open at all: something on this machine forbids it."),
      @Outcome(
          name = "another-way",
          grade = FORBIDDEN,
          choice = "Yes: server and client have both allowed it.",
          why = "A connection sent its request in another packet than RFC 7413 says.")
    },
    verdict = {
      "The SYN of connection 1 carried {1: request in the SYN} of the request, and its answer began"
          + " after {1: round trips} round trips.",
      "The SYN of connection 2 carried {2: request in the SYN}, and its answer began after {2:"
          + " round trips}.",
      "After the server's key had changed, the SYN of connection 3 carried {3: request in the SYN},"
          + " and its answer began after {3: round trips}."
    },
    cost = Cost.WAITS,
    seconds = 3,
    tryIt =
        """
        ./lab link --delay=20ms -- sh            # a shell; the next lines are for it
        sysctl -w net.ipv4.tcp_fastopen=3
        ./lab serve --pattern=single-thread --host=0.0.0.0 --fast-open=16 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused 10.99.0.2:8080/plaintext
        for i in 1 2; do curl -s --tcp-fastopen -o /dev/null -w '%{time_starttransfer} s\\n' 10.99.0.2:8080/plaintext; done
        nstat -az 'TcpExtTCPFastOpen*'
        kill $server; exit
        """,
    seeAlso = {"round-trips", "defer-accept", "TCP_FASTOPEN", "--fast-open"})
public final class TfoCookie implements Experiment {
  private static final String FAST_OPEN = "net.ipv4.tcp_fastopen";
  private static final String KEY = "net.ipv4.tcp_fastopen_key";
  private static final String ANOTHER_KEY = "01234567-89abcdef-01234567-89abcdef";
  private static final int BOTH_SIDES = 3;
  private static final Duration DELAY = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: lab\r\n\r\n".getBytes(US_ASCII);

  @Override
  public Availability needs() {
    return PrivateSysctl.exist(FAST_OPEN, KEY).and(Tun::availability);
  }

  @Override
  public String run(Notes notes) throws Exception {
    PrivateSysctl.set(FAST_OPEN, BOTH_SIDES);
    PacketRecorder recorder = new PacketRecorder();
    try (ServerProcess server =
            ServeProcess.serve(
                "--pattern=single-thread",
                "--transport=epoll",
                "--host=0.0.0.0",
                "--fast-open=16");
        Link _ = Link.open(LinkOptions.ofDelay(DELAY), recorder)) {
      InetSocketAddress peer = new InetSocketAddress(Link.peer(), server.address().getPort());
      NetCounters before = NetCounters.read();
      RecordedConnection first = connection(peer, recorder);
      if (first.segments().getFirst().segment().cookie().isEmpty()) {
        return "not-allowed";
      }
      tell("1", first, 0, 2, notes);
      notes.figure("1: asks for a cookie", "", 1, "packets", asks(first) ? 1 : 0);
      notes.figure("1: gets a cookie", "", 1, "packets", gets(first) ? 1 : 0);

      RecordedConnection second = connection(peer, recorder);
      tell("2", second, REQUEST.length, 1, notes);
      notes.figure("2: gets a cookie", "", 0, "packets", gets(second) ? 1 : 0);
      notes.figure(
          "SYNs whose data the server took", "", 1, counted(before, "TcpExtTCPFastOpenPassive"));

      Sysctl.write(KEY, ANOTHER_KEY);
      RecordedConnection third = connection(peer, recorder);
      tell("3", third, REQUEST.length, 2, notes);
      notes.figure("3: gets a cookie", "", 1, "packets", gets(third) ? 1 : 0);
      notes.figure(
          "SYNs whose data it did not take",
          "",
          1,
          counted(before, "TcpExtTCPFastOpenPassiveFail"));
      return notes.allAsExpected() ? "second-connection" : "another-way";
    }
  }

  private static Map<String, Double> counted(NetCounters before, String name) {
    return Map.of(name, (double) NetCounters.read().since(before, name));
  }

  /** Asks once by Fast Open, and gives the packets up to the answer. */
  private static RecordedConnection connection(InetSocketAddress peer, PacketRecorder recorder)
      throws IOException {
    recorder.forget();
    try (ClientSocket client = ClientSocket.fastOpen(peer, REQUEST, PATIENCE)) {
      if (client.receive(new byte[1024]) <= 0) {
        throw new IOException("the server did not answer");
      }
      return RecordedConnection.first(recorder.packets()).orElseThrow();
    }
  }

  private static void tell(
      String name, RecordedConnection connection, int inSyn, int roundTrips, Notes notes) {
    RecordedSegment answer = connection.bringing(0).orElseThrow();
    notes.figure(
        name + ": request in the SYN",
        "B",
        inSyn,
        "packets",
        connection.segments().getFirst().segment().payload().length);
    notes.figure(
        name + ": round trips", "", roundTrips, "packets", RoundTrips.until(connection, answer));
  }

  private static boolean asks(RecordedConnection connection) {
    return has(connection, true, cookie -> cookie.length == 0);
  }

  private static boolean gets(RecordedConnection connection) {
    return has(connection, false, cookie -> cookie.length > 0);
  }

  private static boolean has(RecordedConnection connection, boolean out, Predicate<byte[]> cookie) {
    List<RecordedSegment> segments = connection.segments();
    return segments.stream()
        .filter(one -> one.isOut() == out && one.segment().has(TcpSegment.SYN))
        .map(one -> one.segment().cookie())
        .flatMap(Optional::stream)
        .anyMatch(cookie);
  }
}
