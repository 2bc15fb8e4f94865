// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.client.BlockingHttpClient;
import socketlab.experiment.tool.server.ServeProcess;
import socketlab.linux.libc.Availability;
import socketlab.linux.process.SleepingCall;
import socketlab.linux.process.Threads;

@Claim(
    id = "three-callers",
    question = "Four jobs of half a second each: what does the thread that asks for them do?",
    setup =
        """
        POST /jobs, then GET /jobs/ID?wait=30, for each of 4 jobs; the server runs all 4 at once

        blocking      caller: ask, read the answer, ask …            asleep: ?   own work: ?
        by a thread   caller: a thread for each, then its own work   asleep: ?   own work: ?
        callbacks     caller: asks, says what to do then, goes on    asleep: ?   own work: ?
        """,
    picture =
        """
        blocking      caller  ├─ zzz ─┤├─ zzz ─┤├─ zzz ─┤├─ zzz ─┤    one job after the other

        by a thread   caller  ├─ own work ─┤
                      4 threads  ├─ zzz ─┤                            a stack for each that waits

        callbacks     caller  ├─ own work ─┤
                      1 thread   ├─ zzz ─┤ (epoll, for all of them)   and calls back
        """,
    sources = {
      "The lecture Synchronous and asynchronous: can the caller do something else while it waits?",
      "java.net.http.HttpClient: send blocks, sendAsync returns a CompletableFuture"
    },
    outcomes = {
      @Outcome(
          name = "two-stay-free",
          grade = EXPECTED,
          choice = "Blocking, it sleeps; with a thread or callbacks, it goes on with its own work.",
          why =
              "A blocking call takes the caller's thread out of use: the kernel lets it sleep in"
                  + " the read until the answer is there, so it does nothing else and begins the"
                  + " next job when the last is over. A thread for each job sleeps in its place:"
                  + " the caller is free, at the cost of a thread for each answer that is owed."
                  + " With callbacks nobody sleeps for one answer alone: one thread waits in"
                  + " epoll_wait for all of them and calls what the caller left with it, which"
                  + " then runs on that thread and not on the caller's. In no case was the server"
                  + " another one: whether a call is asynchronous is decided by the client."),
      @Outcome(
          name = "free-but-disturbed",
          grade = INTERESTING,
          why =
              "The caller worked while others waited for it, but slept for a good part of the time"
                  + " as well, or was kept from sleeping: the machine or the JVM had something"
                  + " else to do."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "The same in all three, since the server takes as long.",
          why =
              "A caller that blocks did its own work, or one that does not block did none, or other"
                  + " threads waited than the way has.")
    },
    verdict = {
      "Blocking, the caller was asleep in {blocking: asleep} of the looks at it, did {blocking: own"
          + " work} pieces of its own work, and had the 4 results after {blocking: time}.",
      "With a thread for each, it was asleep in {by a thread: asleep}, did {by a thread: own work}"
          + " pieces, and had them after {by a thread: time}; {by a thread: others that wait}"
          + " threads waited for it.",
      "With callbacks, {callbacks: asleep}, {callbacks: own work} pieces and {callbacks: time},"
          + " with {callbacks: others that wait} thread for all of them."
    },
    cost = Cost.MEASURES,
    seconds = 6,
    tryIt =
        """
        ./lab serve --pattern=single-thread --job-threads=4 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        job() { curl -s -X POST -D - 'localhost:8080/jobs?sleep=500' | sed -n 's/^Location: \\([^[:space:]]*\\).*/\\1/p'; }
        for i in 1 2 3 4; do curl -s "localhost:8080$(job)?wait=30"; done                   # blocking: 2 s
        for i in 1 2 3 4; do curl -s "localhost:8080$(job)?wait=30" & done; echo "free"     # by others: 0.5 s
        kill $server
        """,
    seeAlso = {
      "async-without-threads",
      "short-or-long-polling",
      "head-of-line",
      "asynchronous-request",
      "--job-threads"
    })
public final class ThreeCallers implements Experiment {
  private static final int JOBS = 4;
  private static final int JOB_MILLIS = 500;
  private static final long LOOK_MILLIS = 5;
  private static final double MOSTLY = 80;
  private static final double HARDLY = 20;
  private static final double NANOS_A_MILLI = 1e6;
  private static final String DONE = "\"state\":\"done\"";
  private static final String BLOCKING = "blocking";
  private static final String HELPER = "three-callers-";

  /** How the JDK's client calls its one thread, as far as the kernel keeps a name. */
  private static final String CLIENT = "HttpClient-";

  /** A way to have jobs done, by the caller's thread: counts each down that is. */
  @FunctionalInterface
  private interface Way {
    void ask(InetSocketAddress server, CountDownLatch done) throws IOException;
  }

  /**
   * What was seen of one caller.
   *
   * @param asleep of the looks at it, in percent
   * @param work pieces of its own
   * @param others threads that waited for it
   */
  private record Seen(double asleep, long work, long others, double millis) {}

  @Override
  public Availability needs() {
    return SleepingCall.availability();
  }

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerProcess server =
        ServeProcess.serve("--pattern=single-thread", "--job-threads=" + JOBS)) {
      // What both JVMs load at their first job is no part of what is seen.
      job(server.address(), 1);
      Seen blocking = watch(BLOCKING, "none", ThreeCallers::oneByOne, server, notes);
      Seen threads = watch("by a thread", HELPER, ThreeCallers::byThreads, server, notes);
      // It makes nothing on other threads than its own.
      try (HttpClient client = HttpClient.newBuilder().executor(Runnable::run).build()) {
        CountDownLatch warm = new CountDownLatch(1);
        callBack(client, server.address(), 1, warm);
        warm.await();
        Seen callbacks =
            watch(
                "callbacks",
                CLIENT,
                (address, done) -> {
                  for (int i = 0; i < JOBS; i++) {
                    callBack(client, address, JOB_MILLIS, done);
                  }
                },
                server,
                notes);
        return verdict(blocking, threads, callbacks);
      }
    }
  }

  private static String verdict(Seen blocking, Seen threads, Seen callbacks) {
    boolean isAsDrawn =
        blocking.work() == 0
            && blocking.others() == 0
            && blocking.millis() >= JOBS * JOB_MILLIS
            && threads.work() > 0
            && threads.others() == JOBS
            && callbacks.work() > 0
            && callbacks.others() == 1;
    if (!isAsDrawn) {
      return "something-else";
    }
    return blocking.asleep() >= MOSTLY && threads.asleep() <= HARDLY && callbacks.asleep() <= HARDLY
        ? "two-stay-free"
        : "free-but-disturbed";
  }

  private static void oneByOne(InetSocketAddress server, CountDownLatch done) throws IOException {
    for (int i = 0; i < JOBS; i++) {
      job(server, JOB_MILLIS);
      done.countDown();
    }
  }

  private static void byThreads(InetSocketAddress server, CountDownLatch done) {
    for (int i = 0; i < JOBS; i++) {
      Thread.ofPlatform()
          .name(HELPER + i)
          .start(
              () -> {
                try {
                  job(server, JOB_MILLIS);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                } finally {
                  done.countDown();
                }
              });
    }
  }

  /** Asks for a job, and blocks until it is done. */
  private static void job(InetSocketAddress server, int millis) throws IOException {
    try (BlockingHttpClient client = new BlockingHttpClient(server)) {
      byte[] begun = client.ask(BlockingHttpClient.post("/jobs?sleep=" + millis, new byte[0]));
      String path = path(new String(begun, StandardCharsets.UTF_8));
      byte[] ended = client.ask(BlockingHttpClient.get(path + "?wait=30"));
      if (!new String(ended, StandardCharsets.UTF_8).contains(DONE)) {
        throw new IOException("the job did not end: " + new String(ended, StandardCharsets.UTF_8));
      }
    }
  }

  private static String path(String job) {
    return "/jobs/" + job.split("\"")[3];
  }

  /** Asks for a job and leaves with it what is to be done when it is done. */
  private static void callBack(
      HttpClient client, InetSocketAddress server, int millis, CountDownLatch done) {
    String base = "http://" + server.getHostString() + ":" + server.getPort();
    HttpRequest begin =
        HttpRequest.newBuilder(URI.create(base + "/jobs?sleep=" + millis))
            .version(HttpClient.Version.HTTP_1_1)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    client
        .sendAsync(begin, HttpResponse.BodyHandlers.ofString())
        .thenCompose(
            begun ->
                client.sendAsync(
                    HttpRequest.newBuilder(URI.create(base + path(begun.body()) + "?wait=30"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build(),
                    HttpResponse.BodyHandlers.ofString()))
        .thenAccept(
            ended -> {
              if (!ended.body().contains(DONE)) {
                throw new IllegalStateException("the job did not end: " + ended.body());
              }
            })
        .whenComplete((_, _) -> done.countDown());
  }

  /**
   * Looks at a caller from another thread, until all its jobs are done.
   *
   * @param others how the threads that wait for it are called
   */
  private static Seen watch(String name, String others, Way way, ServerProcess server, Notes notes)
      throws Exception {
    CountDownLatch done = new CountDownLatch(JOBS);
    CountDownLatch begun = new CountDownLatch(1);
    int[] tid = new int[1];
    FutureTask<long[]> caller =
        new FutureTask<>(
            () -> {
              tid[0] = Threads.currentTid();
              begun.countDown();
              Threads.CpuTime before = Threads.cpuTime(tid[0]);
              way.ask(server.address(), done);
              long pieces = work(done);
              return new long[] {pieces, Threads.cpuTime(tid[0]).since(before).ran()};
            });
    long began = System.nanoTime();
    Thread thread = Thread.ofPlatform().name("caller").start(caller);
    begun.await();
    int looks = 0;
    int asleep = 0;
    long waiting = 0;
    while (done.getCount() > 0 && thread.isAlive()) {
      looks++;
      asleep += SleepingCall.of(tid[0]).isPresent() ? 1 : 0;
      waiting =
          Math.max(
              waiting,
              Threads.names().values().stream().filter(one -> one.startsWith(others)).count());
      Thread.sleep(LOOK_MILLIS);
    }
    double millis = (System.nanoTime() - began) / NANOS_A_MILLI;
    long[] own = caller.get();
    double share = 100.0 * asleep / Math.max(1, looks);
    notes.figure(name + ": asleep", "%", "", "/proc/self/task", share);
    notes.figure(name + ": own work", "", name.equals(BLOCKING) ? 0 : "", "counted", own[0]);
    notes.figure(name + ": CPU of the caller", "ms", "", "schedstat", own[1] / NANOS_A_MILLI);
    notes.figure(name + ": others that wait", "", "", "/proc/self/task", waiting);
    notes.figure(name + ": time", "ms", "", "clock", millis);
    return new Seen(share, own[0], waiting, millis);
  }

  /** What the caller has to do besides, in pieces of some microseconds, until the jobs are done. */
  private static long work(CountDownLatch done) {
    byte[] block = new byte[16 * 1024];
    CRC32 sum = new CRC32();
    long pieces = 0;
    while (done.getCount() > 0) {
      sum.update(block);
      pieces++;
    }
    return pieces;
  }
}
