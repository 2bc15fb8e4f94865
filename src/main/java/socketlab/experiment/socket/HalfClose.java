// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.socket;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.SplittableRandom;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.client.BlockingHttpClient;
import socketlab.experiment.tool.queue.ConnectingClients;
import socketlab.experiment.tool.queue.KernelReadings;
import socketlab.experiment.tool.server.NioServers;
import socketlab.linux.network.NetCounters;
import socketlab.linux.socket.TcpInfo;
import socketlab.linux.socket.TcpState;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;
import socketlab.pattern.Server;

@Claim(
    id = "half-close",
    question =
        "A client ends its sending side after the request: does the whole answer still arrive?",
    setup =
        """
        shutdown(SHUT_WR)                        close()
        client ── request · FIN ──▶ server       client ── request · FIN ──▶ server
               ◀───── answer: ? ───                     ◀───── answer: ? ───

        then every pattern, with two requests and a FIN in one go
        """,
    picture =
        """
        shutdown(SHUT_WR)                        close()
        client ── request · FIN ──▶ server       client ── request · FIN ──▶ server
        FIN_WAIT2                   CLOSE_WAIT    gone                        CLOSE_WAIT
               ◀───── answer · FIN ──                    ◀───── answer ──────
                                                         ────── RST ───────▶ write fails
        both times the server reads the same: end of file
        """,
    sources = {
      "RFC 9293, 3.6: a side that has closed may still receive; shutdown(2)",
      "tcp_close and tcp_rcv_state_process in net/ipv4: the kernel answers data for a closed socket"
          + " with RST"
    },
    outcomes = {
      @Outcome(
          name = "whole",
          grade = EXPECTED,
          choice = "Yes after shutdown; after close, the same answer meets a reset.",
          why =
              "Yes: FIN ends only one direction. The whole answer to a half-closed request arrives,"
                  + " even when the server makes it long after it has read the end of file. After"
                  + " close, the same ends in a reset. The server reads the same end of file in"
                  + " both cases, so a server that closes at an end of file loses answers: it has"
                  + " to write to find out."),
      @Outcome(
          name = "cut",
          grade = FORBIDDEN,
          choice = "No, not even after shutdown.",
          why = "An answer was cut or lost, or a state is not what the RFC says.")
    },
    verdict = {
      "After shutdown, {shutdown: answer} of the answer arrived, of which {shutdown: bytes that are"
          + " right} are right.",
      "After close, the server's answer met {close: resets} reset.",
      "Of 2 answers and the end after them, each pattern in turn delivered {*: both answers whole,"
          + " then the end} of 3."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        printf 'GET /plaintext HTTP/1.0\\r\\n\\r\\n' | nc -N 127.0.0.1 8080   # apt-get install netcat-openbsd
        ss -tan state fin-wait-2
        kill $server
        """,
    seeAlso = {"nagle", "slow-reader", "ghost-connections", "shutdown", "CLOSE_WAIT", "half-close"})
public final class HalfClose implements Experiment {
  /** Made when the experiment runs: whoever lists the experiments loads this class too. */
  private static final class Bytes {
    /** More than the buffers of both kernels hold, so that it cannot all be on its way. */
    static final byte[] ANSWER = random(16 << 20);

    static final byte[] BODY = random(1_000_000);

    private static byte[] random(int count) {
      byte[] bytes = new byte[count];
      new SplittableRandom(1).nextBytes(bytes);
      return bytes;
    }
  }

  /** Milliseconds for which the answer to a half-closed request is not there yet. */
  private static final int WORK_MILLIS = 30;

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerSocketChannel listener = Listeners.listen(16)) {
      shutDown(listener, notes);
      close(listener, notes);
    }
    patterns(notes);
    return notes.allAsExpected() ? "whole" : "cut";
  }

  private static void shutDown(ServerSocketChannel listener, Notes notes) throws Exception {
    try (ConnectingClients clients = new ConnectingClients(listener)) {
      SocketChannel client = clients.begin();
      SocketChannel server = asked(listener, client);
      client.shutdownOutput();
      notes.figure("shutdown: the server reads", "", -1, "read", endOfFile(server));
      Until.holds("the FIN is acknowledged", () -> clients.in(TcpState.FIN_WAIT2) == 1);
      notes.figure(
          "shutdown: clients in FIN_WAIT2", "", 1, KernelReadings.in(TcpState.FIN_WAIT2, clients));
      boolean waits = TcpInfo.of(server).state() == TcpState.CLOSE_WAIT;
      notes.figure("shutdown: servers in CLOSE_WAIT", "", 1, "TCP_INFO", waits ? 1 : 0);

      Thread answering = Thread.ofPlatform().daemon().start(() -> answer(server));
      client.configureBlocking(true);
      byte[] whole = client.socket().getInputStream().readAllBytes();
      answering.join();
      notes.figure("shutdown: answer", "bytes", Bytes.ANSWER.length, "read", whole.length);
      notes.figure(
          "shutdown: bytes that are right",
          "",
          Bytes.ANSWER.length,
          "read",
          same(whole, Bytes.ANSWER));
    }
  }

  private static void close(ServerSocketChannel listener, Notes notes) throws Exception {
    NetCounters before = NetCounters.read();
    try (ConnectingClients clients = new ConnectingClients(listener)) {
      SocketChannel client = clients.begin();
      try (SocketChannel server = asked(listener, client)) {
        client.close();
        notes.figure("close: the server reads", "", -1, "read", endOfFile(server));
        server.write(ByteBuffer.wrap(Bytes.ANSWER, 0, 1));
        Until.holds("the reset came", () -> TcpInfo.of(server).state() == TcpState.CLOSE);
        notes.figure("close: resets", "", 1, KernelReadings.counted(before, "TcpOutRsts"));
        notes.figure("close: writes that fail from then on", "", 1, "write", failing(server));
      }
    }
  }

  /** Of every pattern: a request that takes a moment and a large one, in one go, then FIN. */
  private static void patterns(Notes notes) throws Exception {
    byte[] work = BlockingHttpClient.get("/work?sleep=" + WORK_MILLIS);
    byte[] echo = BlockingHttpClient.post("/echo", Bytes.BODY);
    for (Pattern pattern : Patterns.all()) {
      int whole = 0;
      try (Server server = NioServers.start(pattern);
          BlockingHttpClient asker = new BlockingHttpClient(server.address())) {
        asker.send(work);
        asker.send(echo);
        asker.finish();
        whole += new String(asker.read()).equals("done\n") ? 1 : 0;
        whole += Arrays.equals(asker.read(), Bytes.BODY) ? 1 : 0;
        whole += asker.isAtEnd() ? 1 : 0;
      } catch (IOException e) {
        System.err.println(pattern.id() + ": " + e.getMessage());
      }
      notes.figure(pattern.id() + ": both answers whole, then the end", "", 3, "read", whole);
    }
  }

  /** Connects, sends a request, and gives the server's side with the request read. */
  private static SocketChannel asked(ServerSocketChannel listener, SocketChannel client)
      throws Exception {
    Until.holds("connected", () -> TcpInfo.of(client).state() == TcpState.ESTABLISHED);
    client.finishConnect();
    client.write(ByteBuffer.allocate(1));
    listener.configureBlocking(true);
    SocketChannel server = listener.accept();
    listener.configureBlocking(false);
    server.read(ByteBuffer.allocate(1));
    return server;
  }

  private static int endOfFile(SocketChannel server) throws IOException {
    return server.read(ByteBuffer.allocate(1));
  }

  private static void answer(SocketChannel server) {
    try (server) {
      server.write(ByteBuffer.wrap(Bytes.ANSWER));
    } catch (IOException e) {
      System.err.println("the answer: " + e.getMessage());
    }
  }

  private static int failing(SocketChannel server) {
    try {
      server.write(ByteBuffer.wrap(Bytes.ANSWER, 0, 1));
      return 0;
    } catch (IOException _) {
      return 1;
    }
  }

  private static int same(byte[] seen, byte[] sent) {
    int mismatch = Arrays.mismatch(seen, sent);
    return mismatch < 0 ? sent.length : mismatch;
  }
}
