// SPDX-License-Identifier: Apache-2.0
package socketlab.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.app.Protocol;
import socketlab.net.Transport;
import socketlab.net.listen.AddressText;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.pattern.Patterns;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;

/** Real clients, and not one error under any of them. */
@Timeout(120)
class RealClientsTest {
  private static final HttpLimits QUICK =
      HttpLimits.DEFAULT.within(Duration.ofMillis(500), Duration.ofSeconds(5));

  private final Queue<String> problems = new ConcurrentLinkedQueue<>();

  static Stream<Arguments> servers() {
    return Patterns.all().stream()
        .flatMap(
            pattern ->
                Stream.of(Transport.values())
                    .filter(transport -> transport.availability().isAvailable())
                    .filter(transport -> pattern.runsOn(transport))
                    .map(transport -> Arguments.of(pattern.id(), transport)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("servers")
  void curlAsksAndPostsAndAsksAgain(String pattern, Transport transport, @TempDir Path folder)
      throws IOException, InterruptedException {
    Path body = folder.resolve("body");
    Files.write(body, new byte[300_000]);
    try (Server server = start(pattern, transport, HttpLimits.DEFAULT)) {
      String url = url(server);
      assertEquals("Hello, World!", ClientProgram.run("curl", "-sf", url + "/plaintext"));
      assertTrue(
          ClientProgram.run("curl", "-sfI", url + "/json").contains("Content-Length: 27\r\n"));
      assertEquals(
          "300000 200",
          curlSize(url + "/echo", "--data-binary", "@" + body, "-H", "Expect: 100-continue"));
      assertEquals(
          "300000 200",
          curlSize(url + "/echo", "--data-binary", "@" + body, "-H", "Transfer-Encoding: chunked"));
      assertEquals(
          "13 20013 200", curlSize(url + "/plaintext", "-o", "/dev/null", url + "/plaintext"));
      assertEquals("13 200", curlSize(url + "/plaintext", "--http1.0"));
    }
    assertTrue(problems.isEmpty(), problems::toString);
  }

  private static String curlSize(String url, String... options)
      throws IOException, InterruptedException {
    return ClientProgram.run(
        Stream.concat(
                Stream.of(
                    "curl", "-s", "-o", "/dev/null", "-w", "%{size_download} %{http_code}", url),
                Stream.of(options))
            .toArray(String[]::new));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("servers")
  void wrkSeesNoErrorKeptAliveClosedAndPipelined(
      String pattern, Transport transport, @TempDir Path folder)
      throws IOException, InterruptedException {
    Path sixteen = folder.resolve("sixteen.lua");
    Files.writeString(
        sixteen,
        """
        init = function()
          local one = {}
          for i = 1, 16 do one[i] = wrk.format() end
          all = table.concat(one)
        end
        request = function() return all end
        """);
    try (Server server = start(pattern, transport, HttpLimits.DEFAULT)) {
      String url = url(server) + "/plaintext";
      long seen =
          allAtOnce(
              () -> wrk("-t1", "-c256", "-d1", url),
              () -> wrk("-t1", "-c32", "-d1", "-H", "Connection: close", url),
              () -> wrk("-t1", "-c64", "-d1", "-s", sixteen.toString(), url));
      long taken = server.stats().total().requests();
      // The workers' counters repeat what the loop has counted, and wrk gives up some at its end.
      assertTrue(taken >= seen, () -> "wrk saw more answers than there were requests: " + taken);
    }
    assertTrue(problems.isEmpty(), problems::toString);
  }

  /** The sum of what they give. */
  @SafeVarargs
  private static long allAtOnce(Callable<Long>... calls) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(List.of(calls)).stream().mapToLong(done -> join(done)).sum();
    }
  }

  private static long join(Future<Long> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long wrk(String... options) throws IOException, InterruptedException {
    String printed =
        ClientProgram.run(
            Stream.concat(Stream.of("wrk"), Stream.of(options)).toArray(String[]::new));
    assertFalse(printed.contains("Socket errors"), printed);
    assertFalse(printed.contains("Non-2xx"), printed);
    long requests = number(printed, "(\\d+) requests in");
    assertTrue(requests > 100, printed);
    return requests;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("servers")
  void h2loadSpeaksHttp1(String pattern, Transport transport)
      throws IOException, InterruptedException {
    try (Server server = start(pattern, transport, HttpLimits.DEFAULT)) {
      String printed =
          ClientProgram.run("h2load", "--h1", "-c64", "-n20000", "-m4", url(server) + "/plaintext");
      assertEquals(20_000, number(printed, "(\\d+) succeeded"), printed);
      assertEquals(0, number(printed, "(\\d+) errored"), printed);
    }
    assertTrue(problems.isEmpty(), problems::toString);
  }

  /** 100 clients that send a header line a second; all are turned away, and nobody else waits. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("servers")
  void slowHeadersAreTurnedAwayAndOthersServed(String pattern, Transport transport)
      throws IOException, InterruptedException {
    try (Server server = start(pattern, transport, QUICK)) {
      String printed =
          ClientProgram.run(
              "slowhttptest",
              "-H",
              "-c",
              "100",
              "-r",
              "1000",
              "-i",
              "1",
              "-l",
              "30",
              "-p",
              "5",
              "-u",
              url(server) + "/plaintext");
      // It gives up when nobody is left to be slow, and else at the end of its thirty seconds.
      // Another
      // client waits five for its answer: less than a hundred slow ones would take one by one.
      assertTrue(printed.contains("No open connections left"), printed);
      assertFalse(printed.contains("service available:   NO"), printed);
      assertEquals("13 200", curlSize(url(server) + "/plaintext"));
    }
    assertTrue(problems.isEmpty(), problems::toString);
  }

  private static long number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), () -> "no " + pattern + " in: " + text);
    return Long.parseLong(matcher.group(1));
  }

  private Server start(String pattern, Transport transport, HttpLimits limits) throws IOException {
    return Server.start(
        ServerConfig.of(Patterns.byId(pattern).orElseThrow(), transport)
            .listen(
                new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
                new Listener.Options(4096, false, 0, 0),
                view ->
                    new Service(
                        Protocol.HTTP.sessions(
                            new Protocol.Setting(
                                view,
                                limits,
                                HttpDate.NONE,
                                List.of(),
                                e -> problems.add("handler: " + e))),
                        Duration.ofNanos(limits.idleNanos())))
            .threads(2)
            .workers(2)
            .shortestLimit(Duration.ofNanos(limits.headerNanos()))
            .problems(problems::add)
            .build());
  }

  private static String url(Server server) {
    return "http://" + AddressText.of(server.address());
  }
}
