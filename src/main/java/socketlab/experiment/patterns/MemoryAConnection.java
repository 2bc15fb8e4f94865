// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.patterns;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import socketlab.compare.server.ServerProcess;
import socketlab.compare.server.ServerSnapshot;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.client.KeptConnections;
import socketlab.experiment.tool.server.ServeProcess;
import socketlab.linux.libc.Availability;
import socketlab.linux.process.Limits;
import socketlab.linux.socket.TcpSocketRow;
import socketlab.linux.socket.TcpState;
import socketlab.pattern.Pattern;
import socketlab.pattern.Patterns;
import socketlab.pattern.ThreadPerConnection;
import socketlab.pattern.VirtualThreads;

@Claim(
    id = "memory-a-connection",
    question = "How much memory does a connection that only waits take in the server?",
    setup =
        """
        3,000 connections that have asked once and now only wait

        loops                    connection ─▶ ? KB
        virtual-threads          connection ─▶ ? KB
        thread-per-connection    connection ─▶ ? KB
        """,
    picture =
        """
        loops                    connection ─▶ ▪ an object, a registration

        virtual-threads          connection ─▶ ▪▪▪ an object, a buffer, a stack of a few frames in the heap

        thread-per-connection    connection ─▶ ■■■■■■■■ an object, a stack of the kernel's and one
                                               of its own, as deep as it has ever been
        """,
    sources = {
      "pthread_create(3): a stack of its own for each thread, of which what was touched is in RAM",
      "JEP 444: stacks of virtual threads are stack chunk objects in the heap",
      "ebarlas/project-loom-c5m: 5 million connections in 32 GB"
    },
    outcomes = {
      @Outcome(
          name = "loops-far-below-threads",
          grade = EXPECTED,
          choice =
              "An object in a loop; a stack, many times as large, where it has a thread; something"
                  + " between with a virtual thread.",
          why =
              "For a loop a waiting connection is an object. For a thread it is a stack: pages that"
                  + " were touched once stay in memory. A virtual thread has its stack in the heap,"
                  + " only as large as it is deep now, and the buffer that it reads into: its cost"
                  + " lies between the two. The figures do not contain what the kernel keeps for a"
                  + " socket, or the kernel's own stack for a platform thread (16 KiB on x86-64)."
                  + " They do contain what the JVM compiled meanwhile, so the figure of a loop is"
                  + " an upper bound."),
      @Outcome(
          name = "near-each-other",
          grade = INTERESTING,
          choice =
              "About the same with a loop and with a thread: a waiting thread takes hardly any"
                  + " memory.",
          why =
              "A platform thread took less than three times as much memory as a connection of a"
                  + " loop."),
      @Outcome(
          name = "lost",
          grade = FORBIDDEN,
          choice = "A server cannot hold so many connections.",
          why = "A server did not hold all the connections that its clients hold.")
    },
    verdict = {
      "A waiting connection takes {thread-per-connection: memory per connection} with a thread of"
          + " its own, {virtual-threads: memory per connection} with a virtual thread and"
          + " {single-thread: memory per connection} in a single loop.",
      "With a thread of its own it takes {platform thread / the largest loop} times as much as in"
          + " the largest of the loops."
    },
    cost = Cost.MEASURES,
    seconds = 30,
    tryIt =
        """
        ./lab serve --pattern=thread-per-connection & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ps -o nlwp,rss -p $server   # threads, and memory in KiB
        ./lab load http://localhost:8080/plaintext --connections=3000 --rate=300 & sleep 6
        ps -o nlwp,rss -p $server
        wait $!; kill $server
        """,
    seeAlso = {
      "process-and-thread",
      "slow-reader",
      "thread-per-connection",
      "virtual-threads",
      "--max-connections"
    })
public final class MemoryAConnection implements Experiment {
  private static final String RSS = "smaps_rollup";

  /** Opened before the first look, so that code and heap are those of a server at work. */
  private static final int FEW = 500;

  private static final int MANY = 3_000;

  /** Descriptors that either side needs for itself. */
  private static final int SPARE = 500;

  @Override
  public Availability needs() {
    return Limits.forOpenFiles(MANY + SPARE);
  }

  @Override
  public String run(Notes notes) throws Exception {
    double loop = 0;
    double thread = 0;
    double virtual = 0;
    for (Pattern pattern : Patterns.all()) {
      double bytes = bytesEach(pattern, notes);
      switch (pattern) {
        case ThreadPerConnection _ -> thread = bytes;
        case VirtualThreads _ -> virtual = bytes;
        default -> loop = Math.max(loop, bytes);
      }
    }
    notes.figure("platform thread / the largest loop", "", "3 or more", RSS, thread / loop);
    notes.figure("platform / virtual thread", "", "", RSS, thread / virtual);
    if (!notes.allAsExpected()) {
      return "lost";
    }
    return thread >= 3 * loop ? "loops-far-below-threads" : "near-each-other";
  }

  private static double bytesEach(Pattern pattern, Notes notes) throws Exception {
    try (ServerProcess server =
        ServeProcess.serve("--pattern=" + pattern.id(), "--idle-timeout=5m")) {
      // Once before, so that what comes with the first connections is there.
      open(server, FEW).close();
      try (KeptConnections _ = open(server, FEW)) {
        ServerSnapshot few = ServerSnapshot.of(server);
        try (KeptConnections _ = open(server, MANY - FEW)) {
          ServerSnapshot many = ServerSnapshot.of(server);
          double each = (many.residentBytes() - few.residentBytes()) / (double) (MANY - FEW);
          String name = pattern.id() + ": ";
          notes.figure(name + "memory per connection", "KB", "", RSS, each / 1e3);
          notes.figure(name + "open connections", "", MANY, open(server.address()));
          notes.figure(
              name + "threads more",
              "",
              pattern instanceof ThreadPerConnection ? Integer.toString(MANY - FEW) : "about 0",
              "/proc/PID/task",
              many.threads().size() - few.threads().size());
          return each;
        }
      }
    }
  }

  private static KeptConnections open(ServerProcess server, int count) throws IOException {
    return new KeptConnections(server.address(), count, "/work");
  }

  /** As the kernel has the server's ends, and the clients'. */
  private static Map<String, Double> open(InetSocketAddress server) {
    List<TcpSocketRow> rows =
        TcpSocketRow.readAll().stream().filter(r -> r.state() == TcpState.ESTABLISHED).toList();
    int port = server.getPort();
    Map<String, Double> readings = new LinkedHashMap<>();
    readings.put(
        "server's ends", (double) rows.stream().filter(r -> r.local().getPort() == port).count());
    readings.put(
        "clients' ends", (double) rows.stream().filter(r -> r.remote().getPort() == port).count());
    return readings;
  }
}
