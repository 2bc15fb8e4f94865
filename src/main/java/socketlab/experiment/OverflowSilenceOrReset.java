// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Clients;
import socketlab.experiment.tool.Places;
import socketlab.experiment.tool.PrivateSysctl;
import socketlab.experiment.tool.Until;
import socketlab.link.Link;
import socketlab.link.LinkOptions;
import socketlab.linux.Availability;
import socketlab.linux.ListenQueue;
import socketlab.linux.NetCounters;
import socketlab.linux.TcpInfo;
import socketlab.linux.TcpState;
import socketlab.linux.Tun;

@Claim(
    id = "overflow-silence-or-reset",
    question = "The queue fills while three handshakes are on their way: what do the clients see?",
    picture =
        """
        client 1  SYN ──▶ room: SYN-ACK ──▶ ACK ──▶ ■ the last place
        client 2  SYN ──▶ room: SYN-ACK ──▶ ACK ──▶ ✗ full    it believes it is connected
        client 3  SYN ──▶ room: SYN-ACK ──▶ ACK ──▶ ✗ full    it believes it is connected
        client 4                  SYN ──▶ ✗ full              it waits, in SYN_SENT

        tcp_abort_on_overflow = 0   2 and 3: silence, their data is sent again and again
        tcp_abort_on_overflow = 1   2 and 3: RST                 4: silence all the same
        """,
    sources = {
      "Cloudflare, SYN packet handling in the wild, 2018; Documentation/networking/ip-sysctl.rst,"
          + " tcp_abort_on_overflow",
      "tcp_conn_request in net/ipv4/tcp_input.c judges the SYN, tcp_v4_syn_recv_sock in"
          + " net/ipv4/tcp_ipv4.c the last ACK; listen_overflow in tcp_check_req,"
          + " net/ipv4/tcp_minisocks.c, reads the sysctl"
    },
    outcomes = {
      @Outcome(
          name = "silence-or-reset",
          grade = EXPECTED,
          why =
              "The queue is tested twice, at the SYN and at the last ACK. Who passes the first test"
                  + " and not the second is connected on his side alone: he sends, and by default"
                  + " hears nothing, until there is room and his data, sent again, ends the"
                  + " handshake as if nothing had been. With the sysctl he is reset instead. It"
                  + " changes nothing for a dropped SYN, which is what a full queue does to nearly"
                  + " everybody."),
      @Outcome(
          name = "dropped-at-the-syn",
          grade = INTERESTING,
          why =
              "The machine was too busy to have three SYNs on their way at once, so that the later"
                  + " ones found the queue full already."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          why = "A client was let in, reset or left waiting at another place than the source says.")
    },
    cost = Cost.WAITS,
    seconds = 6,
    tryIt =
        "lab link --delay=50ms -- sh; sysctl net.ipv4.tcp_abort_on_overflow; ss -tan; nstat -az"
            + " TcpExtListenOverflows TcpExtEmbryonicRsts")
final class OverflowSilenceOrReset implements Experiment {
  private static final String ABORT = "net.ipv4.tcp_abort_on_overflow";
  private static final Duration DELAY = Duration.ofMillis(50);
  private static final int BACKLOG = 4;
  private static final int LATE = 3;
  private static final int TRIES = 5;

  @Override
  public Availability needs() {
    return PrivateSysctl.exist(ABORT).and(Tun::availability);
  }

  @Override
  public String run(Notes notes) throws Exception {
    try (Link _ = Link.open(LinkOptions.ofDelay(DELAY))) {
      PrivateSysctl.set(ABORT, 0);
      try (Full full = Full.together()) {
        silence(full, notes);
      }
      PrivateSysctl.set(ABORT, 1);
      try (Full full = Full.together()) {
        reset(full, notes);
      }
    } catch (TimeoutException e) {
      if (e.getMessage().contains(Full.TOGETHER)) {
        return "dropped-at-the-syn";
      }
      throw e;
    }
    return notes.allAsExpected() ? "silence-or-reset" : "something-else";
  }

  private static void silence(Full full, Notes notes) throws Exception {
    Clients clients = full.clients;
    Until.holds("all believe it", () -> clients.in(TcpState.ESTABLISHED) == BACKLOG + LATE);
    for (SocketChannel late : full.late) {
      late.finishConnect();
      late.write(ByteBuffer.allocate(1));
    }
    Until.holds("the data is sent again", () -> full.unheard() == LATE - 1);
    clients.begin();
    Until.holds("a SYN is dropped", () -> clients.in(TcpState.SYN_SENT) == 1);

    String off = "sysctl 0: ";
    notes.figure(
        off + "clients ESTABLISHED", "", BACKLOG + LATE, Places.in(TcpState.ESTABLISHED, clients));
    notes.figure(off + "waiting for accept", "", BACKLOG + 1, Places.queued(full.listener));
    notes.figure(off + "half open on the server", "", LATE - 1, Places.halfOpen(full.listener));
    notes.figure(
        off + "clients whose data nobody acknowledges", "", LATE - 1, "TCP_INFO", full.unheard());
    notes.figure(off + "client 4 in SYN_SENT", "", 1, Places.in(TcpState.SYN_SENT, clients));

    int all = BACKLOG + LATE + 1;
    Until.holds("room for all, and their data", () -> full.accept() == all && full.read() == LATE);
    notes.figure(off + "with room, let in", "", all, "accept", full.accepted.size());
    notes.figure(off + "bytes of 1, 2 and 3 that arrive", "", LATE, "read", full.bytes);
  }

  private static void reset(Full full, Notes notes) throws Exception {
    Clients clients = full.clients;
    Until.holds("two are reset", () -> clients.in(TcpState.CLOSE) == LATE - 1);
    Until.holds("one is in", () -> ListenQueue.of(full.listener).queued() == BACKLOG + 1);
    clients.begin();
    Until.holds("a SYN is dropped", () -> clients.overflows() >= LATE);

    String on = "sysctl 1: ";
    notes.figure(
        on + "clients ESTABLISHED", "", BACKLOG + 1, Places.in(TcpState.ESTABLISHED, clients));
    notes.figure(on + "clients reset", "", LATE - 1, "TCP_INFO", clients.in(TcpState.CLOSE));
    notes.figure(
        on + "resets sent",
        "",
        LATE - 1,
        Places.counted(full.before, "TcpExtEmbryonicRsts", "TcpOutRsts"));
    notes.figure(on + "half open on the server", "", 0, Places.halfOpen(full.listener));
    notes.figure(on + "client 4 in SYN_SENT", "", 1, Places.in(TcpState.SYN_SENT, clients));
  }

  /** A queue with one place left, and three clients whose SYNs are on their way to it. */
  private static final class Full implements AutoCloseable {
    static final String TOGETHER = "the SYNs were sent together";

    final ServerSocketChannel listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(Link.own(), 0));
    final int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    final Clients clients = new Clients(new InetSocketAddress(Link.peer(), port));
    final List<SocketChannel> late = new ArrayList<>();
    final List<SocketChannel> accepted = new ArrayList<>();
    NetCounters before;
    int bytes;

    private Full() throws IOException {
      listener.configureBlocking(false);
      ListenQueue.listen(listener, BACKLOG);
    }

    /**
     * @throws TimeoutException when this thread was kept from its CPU each time
     */
    static Full together() throws IOException, InterruptedException, TimeoutException {
      for (int i = 0; i < TRIES; i++) {
        Full full = new Full();
        if (full.sendTogether()) {
          return full;
        }
        full.close();
      }
      throw new TimeoutException("tried in vain until " + TOGETHER);
    }

    /** The last SYN has to arrive before the first handshake ends, which is a round trip later. */
    private boolean sendTogether() throws IOException, InterruptedException, TimeoutException {
      clients.connect(BACKLOG);
      Until.holds("one place is left", () -> ListenQueue.of(listener).queued() == BACKLOG);
      before = NetCounters.read();
      long began = System.nanoTime();
      for (int i = 0; i < LATE; i++) {
        late.add(clients.begin());
      }
      return System.nanoTime() - began < DELAY.toNanos();
    }

    /** Clients who believe they are connected and had to send their data again. */
    long unheard() {
      return late.stream()
          .map(TcpInfo::of)
          .filter(info -> info.state() == TcpState.ESTABLISHED && info.retransmits() > 0)
          .count();
    }

    /** Takes what is there, and gives how many are accepted by now. */
    int accept() {
      try {
        for (SocketChannel next; (next = listener.accept()) != null; ) {
          next.configureBlocking(false);
          accepted.add(next);
        }
        return accepted.size();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The same with the bytes that came. */
    int read() {
      try {
        for (SocketChannel one : accepted) {
          bytes += Math.max(0, one.read(ByteBuffer.allocate(16)));
        }
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      clients.close();
      for (SocketChannel one : accepted) {
        one.close();
      }
      listener.close();
    }
  }
}
