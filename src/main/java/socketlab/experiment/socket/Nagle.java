// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.socket;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.Listeners;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.SocketOptions;

@Claim(
    id = "nagle",
    question = "A request leaves in two small writes: why does its answer take 40 ms?",
    setup =
        """
        client  write a ──────▶ a ───────▶ server reads a: not whole, so no answer
                write b ──────▶ ?                                  when b is there: answer

        50 such requests on one connection; then again with TCP_NODELAY, with one write for both,
        with TCP_CORK around both, and with TCP_QUICKACK on the server
        """,
    picture =
        """
        client  write a ──────▶ a ─────────────────▶ read a: not whole, so no answer
                write b  ✋ Nagle: a is not acknowledged        ✋ delayed ACK: maybe an answer
                           │                                        │ will carry it
                           │ ◀──────────── ACK of a ─────────────── ┘ 40 ms
                         b ─────────────────────────▶ read b ──▶ answer
        """,
    sources = {
      "RFC 896 (Nagle); RFC 9293, 3.7.4 and 3.8.6.3; tcp(7): TCP_NODELAY, TCP_CORK, TCP_QUICKACK",
      "tcp_nagle_check in net/ipv4/tcp_output.c; TCP_DELACK_MIN in include/net/tcp.h: 40 ms",
      "tcp_event_data_sent in net/ipv4/tcp_output.c: a socket that has answered once is in pingpong"
          + " mode and delays its ACKs"
    },
    outcomes = {
      @Outcome(
          name = "two-delays-meet",
          grade = EXPECTED,
          choice =
              "b waits for the ACK of a (Nagle's algorithm), and the ACK of a waits for an answer"
                  + " (delayed ACK); a cure on either side ends it.",
          why =
              "Each side waits for the other: the sender holds the second write back until the"
                  + " first is acknowledged, and the receiver holds the ACK back for an answer that"
                  + " could carry it. Only the first exchange or two are fast, because a new"
                  + " connection acknowledges at once. Each cure ends the wait: Nagle's algorithm"
                  + " off, one write, a cork around both writes, or an immediate ACK."),
      @Outcome(
          name = "no-delay",
          grade = INTERESTING,
          choice = "It does not: small writes cost nothing on this kernel.",
          why =
              "Small writes cost nothing here: this kernel acknowledges at once, or its delayed ACK"
                  + " is far shorter."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "Another cause: one of the cures does not help.",
          why =
              "The delay had another cause than Nagle's algorithm and the delayed ACK, or a cure"
                  + " did not remove it.")
    },
    verdict = {
      "With two writes, {two writes: exchanges held for 40 ms} of 48 exchanges took 40 ms; the"
          + " median is {two writes: median}.",
      "The medians of the cures: {two writes, TCP_NODELAY: median} with TCP_NODELAY, {one gathering"
          + " write: median} with one write, {two writes, TCP_CORK around them: median} with"
          + " TCP_CORK and {two writes, the server sets TCP_QUICKACK: median} with TCP_QUICKACK."
    },
    cost = Cost.MEASURES,
    seconds = 4,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        strace -e trace=setsockopt,write,writev,sendto curl -s localhost:8080/plaintext
        nstat -az TcpExtDelayedACKs
        kill $server
        """,
    seeAlso = {
      "half-close",
      "slow-reader",
      "Nagle's algorithm",
      "delayed ACK",
      "TCP_NODELAY",
      "TCP_CORK",
      "TCP_QUICKACK"
    })
public final class Nagle implements Experiment {
  private static final int EXCHANGES = 50;
  private static final int HALF = 10;

  /** A new connection acknowledges at once until it has answered: tcp_event_data_sent. */
  private static final int FAST_AT_FIRST = 2;

  /** TCP_DELACK_MIN is 40 ms; a timer may be a tick early. */
  private static final double HELD_MILLIS = 35;

  /**
   * Of 48. When a busy machine lets the connection rest for longer than its RTO, of 200 ms, the
   * next ACKs come at once again: tcp_event_data_recv.
   */
  private static final int MOST_OF_THEM = 32;

  /** Of 50: a thread that waits for a CPU may leave an ACK to the timer, too. */
  private static final int FEW = 20;

  /** What the client does to its socket, and how it writes. */
  private enum Way {
    NAGLE("two writes"),
    NO_DELAY("two writes, TCP_NODELAY"),
    GATHERED("one gathering write"),
    CORK("two writes, TCP_CORK around them"),
    QUICK_ACK("two writes, the server sets TCP_QUICKACK");

    final String text;

    Way(String text) {
      this.text = text;
    }

    void write(SocketChannel client, ByteBuffer[] halves) throws Exception {
      switch (this) {
        case GATHERED -> client.write(halves);
        case CORK -> {
          SocketOptions.setCork(Descriptors.of(client), true);
          client.write(halves[0]);
          client.write(halves[1]);
          SocketOptions.setCork(Descriptors.of(client), false);
        }
        default -> {
          client.write(halves[0]);
          client.write(halves[1]);
        }
      }
    }
  }

  @Override
  public String run(Notes notes) throws Exception {
    boolean met = true;
    boolean cured = true;
    double slow = 0;
    for (Way way : Way.values()) {
      NetCounters before = NetCounters.read();
      double[] millis = exchange(way);
      long delayed = NetCounters.read().since(before, "TcpExtDelayedACKs");
      double median = median(millis);
      long held = Arrays.stream(millis).skip(FAST_AT_FIRST).filter(m -> m >= HELD_MILLIS).count();
      boolean nagle = way == Way.NAGLE;
      notes.figure(way.text + ": median", "ms", nagle ? "about 40" : "below 1", "clock", median);
      notes.figure(
          way.text + ": exchanges held for 40 ms",
          "",
          nagle ? "32 or more of 48" : "hardly any",
          "clock",
          held);
      notes.figure(
          way.text + ": ACKs by the delay's timer",
          "",
          nagle ? "about as many" : "hardly any",
          "DelayedACKs",
          delayed);
      if (nagle || way == Way.NO_DELAY) {
        notes.series(series(way, millis));
      }
      if (nagle) {
        slow = median;
        met = held >= MOST_OF_THEM && delayed >= MOST_OF_THEM;
      } else {
        cured &= median < slow / 2 && delayed <= FEW;
      }
    }
    if (slow < HELD_MILLIS) {
      return "no-delay";
    }
    return met && cured ? "two-delays-meet" : "something-else";
  }

  /** Milliseconds of each exchange, over one new connection. */
  private static double[] exchange(Way way) throws Exception {
    double[] millis = new double[EXCHANGES];
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(Listeners.ANY_PORT);
        SocketChannel client = SocketChannel.open(listener.getLocalAddress());
        SocketChannel server = listener.accept()) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, way == Way.NO_DELAY);
      Thread answering = Thread.ofPlatform().daemon().start(() -> answer(server, way));
      ByteBuffer answer = ByteBuffer.allocate(1);
      for (int i = 0; i < EXCHANGES; i++) {
        ByteBuffer[] halves = {ByteBuffer.allocate(HALF), ByteBuffer.allocate(HALF)};
        long began = System.nanoTime();
        way.write(client, halves);
        if (client.read(answer.clear()) != 1) {
          throw new IllegalStateException("no answer to exchange " + i);
        }
        millis[i] = (System.nanoTime() - began) / 1e6;
      }
      client.shutdownOutput();
      answering.join();
    }
    return millis;
  }

  /** Answers each request when it is whole. */
  private static void answer(SocketChannel server, Way way) {
    ByteBuffer request = ByteBuffer.allocate(2 * HALF);
    try {
      while (server.read(request) > 0) {
        if (way == Way.QUICK_ACK) {
          // It does not last: after each read anew, which sends the ACK that waits.
          server.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        }
        if (!request.hasRemaining()) {
          request.clear();
          server.write(ByteBuffer.allocate(1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Series series(Way way, double[] millis) {
    List<Series.Point> points = new ArrayList<>();
    for (int i = 0; i < millis.length; i++) {
      points.add(new Series.Point(i + 1, millis[i]));
    }
    return new Series(way.text, "exchange", "took, ms", points);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
