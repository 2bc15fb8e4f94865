// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.client.BlockingHttpClient;
import socketlab.experiment.tool.server.ServeProcess;

@Claim(
    id = "short-or-long-polling",
    question = "A job takes some seconds: how often must a client ask, and how late does it know?",
    setup =
        """
        POST /jobs?sleep=MS ──▶ 202; 8 jobs of 2.06 to 2.9 s for each way

        short, each 1 s     GET /jobs/ID    . . . . . . . . . . ?       requests: ?   late: ?
        short, each 0.1 s   GET /jobs/ID    .................... ?      requests: ?   late: ?
        long                GET /jobs/ID?wait=30 ─────────────── ?      requests: ?   late: ?
        """,
    picture =
        """
                                                         done
        short, each 1 s     ?·········?·········?··········│·····? yes   few requests, late
        short, each 0.1 s   ?·?·?·?·?·?·?·?·?·?·?·?·?·?·?·?│? yes        many requests
        long                ?──────────────────────────────│yes          one request, at once
                             the server keeps the question, and no thread with it
        """,
    sources = {
      "The lecture Polling and long polling: a client that asks again and again, or a server that"
          + " answers when it has something",
      "RFC 7240 section 4.3, the preference to wait"
    },
    outcomes = {
      @Outcome(
          name = "one-request-at-once",
          grade = EXPECTED,
          choice = "Long polling once and at once; short polling often, or late.",
          why =
              "A client that polls with a pause finds the result half of the pause late, on"
                  + " average, and a job of s seconds costs it s divided by the pause in requests:"
                  + " a shorter pause is paid for in requests, and only turns one into the other."
                  + " In long polling the server keeps the question until there is an answer, so"
                  + " one request is enough and the client knows at once. The server keeps a"
                  + " connection and a few bytes meanwhile."),
      @Outcome(
          name = "one-request-but-late",
          grade = INTERESTING,
          why =
              "The requests were as many as expected, but the delays were not far apart: the"
                  + " machine was so busy that threads waited for a processor about as long as for"
                  + " the end of a pause."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "About the same in all three ways.",
          why =
              "Long polling took more than one request, or short polling did not ask by its pause.")
    },
    verdict = {
      "With a pause of 1 s, a result took {short, each 1 s: requests} requests and was known"
          + " {short, each 1 s: delay} late; with 0.1 s, {short, each 0.1 s: requests} requests and"
          + " {short, each 0.1 s: delay}.",
      "By long polling it took {long: requests} request, and the end was known {long: delay} from"
          + " when a stream of events told it.",
      "The bytes both ways were {short, each 1 s: bytes}, {short, each 0.1 s: bytes} and"
          + " {long: bytes}."
    },
    cost = Cost.MEASURES,
    seconds = 5,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        job=$(curl -s -X POST -D - 'localhost:8080/jobs?sleep=2000' | sed -n 's/^Location: \\([^[:space:]]*\\).*/\\1/p')
        curl -s "localhost:8080$job"           # short: how far it is now
        curl -s "localhost:8080$job?wait=30"   # long: answered when it is done
        kill $server
        """,
    seeAlso = {"first-token", "resumable-upload", "short polling", "long polling"})
public final class ShortOrLongPolling implements Experiment {
  private static final int JOBS = 8;
  private static final String DONE = "\"state\":\"done\"";

  /** The ends of the jobs lie evenly in a pause of a second, and none at an end of it. */
  private static final int SHORTEST_MILLIS = 2060;

  private static final int STEP_MILLIS = 120;
  private static final int MOST_REQUESTS = 1000;
  private static final double NANOS_A_MILLI = 1e6;

  /**
   * One way to hear of the end.
   *
   * @param query behind the job's path
   * @param pauseMillis before each request
   */
  private record Way(String query, int pauseMillis) {}

  /**
   * What one job cost its client.
   *
   * @param bytes both ways
   * @param lateMillis from when a stream of the job's events told it
   */
  private record Heard(double requests, double bytes, double lateMillis) {}

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerProcess server =
            ServeProcess.serve("--pattern=single-thread", "--job-threads=" + 3 * JOBS);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Heard>> second = begin(new Way("", 1000), server, threads);
      List<Future<Heard>> tenth = begin(new Way("", 100), server, threads);
      List<Future<Heard>> once = begin(new Way("?wait=30", 0), server, threads);
      return verdict(
          told("short, each 1 s", "2 to 4", second, notes),
          told("short, each 0.1 s", "10 or more", tenth, notes),
          told("long", "1", once, notes));
    }
  }

  /** On counts, and on delays that lie far apart. */
  private static String verdict(Heard second, Heard tenth, Heard once) {
    if (once.requests() != 1
        || second.requests() < 2
        || second.requests() > 4
        || tenth.requests() < 10) {
      return "something-else";
    }
    return second.lateMillis() >= 3 * tenth.lateMillis()
            && second.lateMillis() >= 4 * once.lateMillis()
        ? "one-request-at-once"
        : "one-request-but-late";
  }

  private static List<Future<Heard>> begin(Way way, ServerProcess server, ExecutorService threads) {
    List<Future<Heard>> begun = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      int millis = SHORTEST_MILLIS + i * STEP_MILLIS;
      begun.add(threads.submit(() -> hear(way, millis, server.address(), threads)));
    }
    return begun;
  }

  private static Heard hear(Way way, int millis, InetSocketAddress server, ExecutorService threads)
      throws Exception {
    try (BlockingHttpClient client = new BlockingHttpClient(server)) {
      String begun =
          text(client.ask(BlockingHttpClient.post("/jobs?sleep=" + millis, new byte[0])));
      String path = "/jobs/" + begun.split("\"")[3];
      Future<Long> told = threads.submit(() -> endByEvents(path, server));
      byte[] ask = BlockingHttpClient.get(path + way.query());
      long before = client.bytes();
      int requests = 0;
      boolean isOver = false;
      while (!isOver && requests < MOST_REQUESTS) {
        // A client with a pause begins with it: the job is not over at once.
        Thread.sleep(way.pauseMillis());
        requests++;
        isOver = text(client.ask(ask)).contains(DONE);
      }
      long known = System.nanoTime();
      // Both may come at once, in either order: what lies between them is then how exact this is.
      double late = Math.abs(known - told.get()) / NANOS_A_MILLI;
      return new Heard(requests, client.bytes() - before, late);
    }
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }

  /** When a stream of its events tells that the job is over, by {@link System#nanoTime}. */
  private static long endByEvents(String path, InetSocketAddress server) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket
          .getOutputStream()
          .write(("GET " + path + "/events HTTP/1.1\r\nHost: lab\r\n\r\n").getBytes(US_ASCII));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String line = lines.readLine();
      while (line != null && !line.contains(DONE)) {
        line = lines.readLine();
      }
      if (line == null) {
        throw new IOException("the events ended before the job");
      }
      return System.nanoTime();
    }
  }

  /** Notes what one job took, on average. */
  private static Heard told(String way, String expected, List<Future<Heard>> jobs, Notes notes)
      throws InterruptedException, ExecutionException {
    List<Heard> all = new ArrayList<>();
    for (Future<Heard> job : jobs) {
      all.add(job.get());
    }
    double requests = mean(all, Heard::requests);
    double bytes = mean(all, Heard::bytes);
    double late = mean(all, Heard::lateMillis);
    notes.figure(way + ": requests", "", expected, "counted", requests);
    notes.figure(way + ": delay", "ms", "", "clock", late);
    notes.figure(way + ": bytes", "", "", "counted", bytes);
    return new Heard(requests, bytes, late);
  }

  private static double mean(List<Heard> all, ToDoubleFunction<Heard> of) {
    return all.stream().mapToDouble(of).average().orElseThrow();
  }
}
