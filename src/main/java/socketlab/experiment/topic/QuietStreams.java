// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.topic;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import socketlab.compare.server.ServerProcess;
import socketlab.compare.server.ServerSnapshot;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.server.ServeProcess;
import socketlab.experiment.tool.topic.TopicClient;
import socketlab.linux.libc.Availability;
import socketlab.linux.process.Limits;
import socketlab.net.Transport;

@Claim(
    id = "quiet-streams",
    question =
        "10,000 clients listen for events, and nothing happens: what does each of them cost?",
    setup =
        """
        10,000 × GET /topics/quiet/events ──▶ one loop        memory of the server, a stream: ?
        then one message ──▶ POST /topics/quiet               clients that get it: ?
        """,
    picture =
        """
        client ◀── events, open ──┐
        client ◀── events, open ──┼── one loop: a place in the topic's list for each,
        client ◀── events, open ──┘             no thread, and no buffer while it is quiet
        """,
    sources = {
      "The lecture Server-sent events: a connection for each client, for as long as it listens",
      "C10K, Dan Kegel, http://www.kegel.com/c10k.html: one thread for many clients"
    },
    outcomes = {
      @Outcome(
          name = "two-kilobytes-or-less",
          grade = EXPECTED,
          choice = "Not much: some objects, 2 KB or less.",
          why =
              "A stream that is quiet has nothing to keep but where it is: its connection, its"
                  + " session, and its place among the topic's subscribers. Buffers are lent when"
                  + " there is something to read or to write, and given back. What a thread for"
                  + " each would cost is not there. The kernel keeps a socket besides, which is"
                  + " not counted here."),
      @Outcome(
          name = "more-than-two",
          grade = INTERESTING,
          why =
              "The streams took more than 2 KB each, but far less than a thread's stack: the heap"
                  + " had not been given back yet, or this JVM lays its objects out in another"
                  + " way."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "A buffer of 8 KB or more each, for reading and for writing.",
          why = "A stream took more than 8 KB, or a client did not get the message.")
    },
    verdict = {
      "Over epoll, a stream took {epoll, memory a stream} of the server's memory, and {epoll, got"
          + " the message} of 10,000 clients got the message.",
      "Over io_uring, it took {io_uring, memory a stream}, and {io_uring, got the message} got it."
    },
    cost = Cost.MEASURES,
    seconds = 30,
    tryIt =
        """
        ./lab serve --pattern=single-thread --transport=epoll & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ps -o rss= -p $server
        ./lab load http://localhost:8080/topics/quiet/events --events --connections=5000 --duration=5s & sleep 6
        ps -o rss= -p $server
        wait $!; kill $server
        """,
    seeAlso = {
      "memory-a-connection",
      "slow-subscriber",
      "six-connections",
      "server-sent events",
      "--max-subscribers"
    })
public final class QuietStreams implements Experiment {
  private static final String RSS = "smaps_rollup";
  private static final String TOPIC = "quiet";

  /** Opened before the first look, so that code and heap are those of a server at work. */
  private static final int FEW = 1_000;

  private static final int MANY = 10_000;

  /** Descriptors that either side needs for itself. */
  private static final int SPARE = 500;

  private static final double SMALL_BYTES = 2048;
  private static final double LARGE_BYTES = 8192;

  /** A server that has become quiet gives back what opening took. */
  private static final Duration TO_SETTLE = Duration.ofSeconds(20);

  private static final List<Transport> TRANSPORTS = List.of(Transport.EPOLL, Transport.IO_URING);

  @Override
  public Availability needs() {
    return Limits.forOpenFiles(MANY + SPARE);
  }

  @Override
  public String run(Notes notes) throws Exception {
    double most = 0;
    for (Transport transport : TRANSPORTS) {
      if (transport.availability().isAvailable()) {
        most = Math.max(most, bytesEach(transport, notes));
      }
    }
    if (!notes.allAsExpected() || most > LARGE_BYTES) {
      return "something-else";
    }
    return most <= SMALL_BYTES ? "two-kilobytes-or-less" : "more-than-two";
  }

  private static double bytesEach(Transport transport, Notes notes) throws Exception {
    try (ServerProcess server =
            ServeProcess.serve(
                "--pattern=single-thread",
                "--transport=" + transport.id(),
                "--idle-timeout=5m",
                "--backlog=1000");
        Streams few = new Streams(server.address(), FEW)) {
      long before = ServerSnapshot.residentBytes(server);
      try (Streams more = new Streams(server.address(), MANY - FEW)) {
        double each = settled(server, before);
        notes.figure(transport.id() + ", memory a stream", "B", "2048 or less", RSS, each);
        try (TopicClient publisher = new TopicClient(server.address(), TOPIC)) {
          publisher.publish("at last");
        }
        notes.figure(
            transport.id() + ", got the message",
            "",
            MANY,
            "read",
            few.readTo("at last") + more.readTo("at last"));
        return each;
      }
    }
  }

  /** Bytes a stream, once they are as few as they should be, or after some time. */
  private static double settled(ServerProcess server, long before)
      throws IOException, InterruptedException {
    double[] each = new double[1];
    try {
      Until.holds(
          "the memory is given back",
          TO_SETTLE,
          () -> {
            each[0] = bytesEach(server, before);
            return each[0] <= SMALL_BYTES;
          });
    } catch (TimeoutException e) {
      each[0] = bytesEach(server, before);
    }
    return each[0];
  }

  private static double bytesEach(ServerProcess server, long before) {
    try {
      return (ServerSnapshot.residentBytes(server) - before) / (double) (MANY - FEW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Event streams of one topic, each of which has had its head. */
  private static final class Streams implements AutoCloseable {
    private static final int MOST_WAIT_MILLIS = 20_000;

    private final List<Socket> sockets = new ArrayList<>();
    private final byte[] buffer = new byte[4096];

    Streams(InetSocketAddress server, int count) throws IOException {
      byte[] request =
          ("GET /topics/" + TOPIC + "/events HTTP/1.1\r\nHost: lab\r\n\r\n").getBytes(US_ASCII);
      try {
        for (int i = 0; i < count; i++) {
          Socket socket = new Socket(server.getAddress(), server.getPort());
          sockets.add(socket);
          socket.setSoTimeout(MOST_WAIT_MILLIS);
          socket.getOutputStream().write(request);
          readTo(socket, "\r\n\r\n");
        }
      } catch (IOException e) {
        close();
        throw e;
      }
    }

    /** How many get this; none after one that does not. */
    int readTo(String text) {
      int count = 0;
      try {
        for (Socket socket : sockets) {
          readTo(socket, text);
          count++;
        }
      } catch (IOException e) {
        return count;
      }
      return count;
    }

    private void readTo(Socket socket, String end) throws IOException {
      InputStream in = socket.getInputStream();
      StringBuilder read = new StringBuilder();
      while (read.indexOf(end) < 0) {
        int count = in.read(buffer);
        if (count < 0) {
          throw new IOException("the stream ended behind: " + read);
        }
        read.append(new String(buffer, 0, count, US_ASCII));
      }
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
