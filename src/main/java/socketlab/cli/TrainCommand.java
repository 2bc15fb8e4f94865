// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import socketlab.app.DateTicker;
import socketlab.app.Protocol;
import socketlab.cli.serve.MemoryKeeper;
import socketlab.cli.serve.ServeReport;
import socketlab.experiment.Experiments;
import socketlab.net.Transport;
import socketlab.net.listen.AddressText;
import socketlab.net.listen.Budget;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.pattern.SingleThread;
import socketlab.protocol.http.HttpLimits;

/**
 * What the build runs once, so that the JVM can write its ahead-of-time cache (JEP 483, 514): every
 * pattern serves itself some requests, and the command line parses itself.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Exercises what a start needs, for the ahead-of-time cache.")
final class TrainCommand implements Callable<Integer> {
  private static final int REQUESTS = 2_000;
  private static final long STALL_NANOS = 60_000_000_000L;

  @Override
  public Integer call() throws IOException, InterruptedException {
    lab("list");
    lab("explain", Experiments.all().getFirst().id());
    lab("learn", "--list");
    lab("serve", "--pattern=none");
    lab("demo", "none");
    load();
    for (Pattern pattern : Patterns.all()) {
      for (Transport transport : Transport.values()) {
        if (pattern.runsOn(transport) && transport.availability().isAvailable()) {
          serve(pattern, transport);
        }
      }
    }
    return 0;
  }

  /** Runs a command as {@link Lab#main} does, and keeps what it says. */
  private static void lab(String... args) {
    CommandLine lab = Lab.commandLineFor(args);
    lab.setOut(new PrintWriter(new StringWriter()));
    lab.setErr(new PrintWriter(new StringWriter()));
    lab.execute(args);
  }

  /** The generator's paths, so that a short warm-up is enough for it. */
  private static void load() throws IOException, InterruptedException {
    Transport transport =
        Transport.EPOLL.availability().isAvailable() ? Transport.EPOLL : Transport.NIO;
    try (DateTicker date = new DateTicker();
        Server server = Server.start(config(new SingleThread(), transport, date))) {
      String url = "http://127.0.0.1:" + server.address().getPort() + "/plaintext";
      lab("load", url, "--warmup=0s", "--duration=1s");
      lab("load", url, "--warmup=0s", "--duration=1s", "--rate=5000", "--json");
    }
  }

  private static ServerConfig config(Pattern pattern, Transport transport, DateTicker date) {
    return ServerConfig.of(pattern, transport)
        .listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Listener.Options(128, false, 0, 0),
            view ->
                new Service(
                    Protocol.HTTP.sessions(
                        new Protocol.Setting(view, HttpLimits.DEFAULT, date, List.of(), _ -> {})),
                    ConnectionLimit.NONE,
                    new Budget(Long.MAX_VALUE / 2),
                    STALL_NANOS))
        .threads(2)
        .workers(2)
        .problems(_ -> {})
        .build();
  }

  private static void serve(Pattern pattern, Transport transport)
      throws IOException, InterruptedException {
    try (DateTicker date = new DateTicker();
        Server server = Server.start(config(pattern, transport, date))) {
      ServeReport.print(
          server,
          Protocol.HTTP,
          listener -> "http://" + AddressText.of(listener.address()),
          "none",
          Optional.empty(),
          new PrintWriter(new StringWriter()));
      MemoryKeeper.start(server);
      request(server.address());
      server.stop(Duration.ofSeconds(1));
    }
  }

  private static void request(InetSocketAddress address) throws IOException {
    byte[] request =
        "GET /plaintext HTTP/1.1\r\nHost: localhost\r\nUser-Agent: train\r\n\r\n"
            .getBytes(US_ASCII);
    byte[] stats = "GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[16 * 1024];
      for (int i = 0; i < REQUESTS; i++) {
        socket.getOutputStream().write(i % 100 == 0 ? stats : request);
        if (in.read(buffer) < 0) {
          throw new IOException("the server closed");
        }
      }
    }
  }
}
