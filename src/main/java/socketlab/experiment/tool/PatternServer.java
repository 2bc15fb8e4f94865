// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import socketlab.linux.Threads;
import socketlab.net.Listener;
import socketlab.net.Timeouts;
import socketlab.net.Transport;
import socketlab.pattern.Balance;
import socketlab.pattern.Pattern;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.HttpRequest;
import socketlab.protocol.http.HttpResponse;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Status;

/**
 * A pattern at work in this process, as {@code lab serve} would have it, with a handler of the
 * experiment's. Closing it cuts everybody off.
 */
public final class PatternServer implements AutoCloseable {
  private static final byte[] DONE = "done\n".getBytes(US_ASCII);

  /** More than any client here opens at once. */
  private static final int BACKLOG = 4096;

  /** What the kernel keeps of a thread's name, but for the end mark: TASK_COMM_LEN in sched.h. */
  private static final int NAME_BYTES = 15;

  private final Server server;

  private PatternServer(Server server) {
    this.server = server;
  }

  /** What a request does before it is answered; any thread, many at once. */
  @FunctionalInterface
  public interface Work {
    Work NONE = _ -> {};

    void run(HttpRequest request) throws Exception;
  }

  /**
   * Starts one over the transport of the lab's own calls, where the pattern can do with it.
   *
   * @param threads of each role that has several, and workers
   */
  public static PatternServer start(Pattern pattern, int threads, Work work) throws IOException {
    Transport transport = pattern.runsOn(Transport.EPOLL) ? Transport.EPOLL : Transport.NIO;
    return start(pattern, transport, threads, 0, work);
  }

  /**
   * Starts one.
   *
   * @param maxConnections accepted and open at once, 0 for no limit
   */
  public static PatternServer start(
      Pattern pattern, Transport transport, int threads, int maxConnections, Work work)
      throws IOException {
    HttpHandler handler = (request, response) -> answer(request, response, work);
    return new PatternServer(
        Server.start(
            new ServerConfig(
                pattern,
                transport,
                Listeners.ANY_PORT,
                threads,
                threads,
                Balance.ROUND_ROBIN,
                new Listener.Options(BACKLOG, false, 0, 0),
                false,
                Timeouts.DEFAULT,
                maxConnections,
                _ ->
                    new HttpConfig(
                        handler, HttpLimits.DEFAULT, HttpDate.NONE, PatternServer::failed),
                System.err::println)));
  }

  private static void answer(HttpRequest request, HttpResponse response, Work work)
      throws Exception {
    work.run(request);
    response.type(MediaType.TEXT).send(Status.OK, DONE);
  }

  /** Closing interrupts who still works. */
  private static void failed(Throwable failure) {
    if (!(failure instanceof InterruptedException)) {
      failure.printStackTrace();
    }
  }

  public Server server() {
    return server;
  }

  /** Where {@code path} is, for a generator. */
  public String url(String path) {
    return "http://" + Listener.text(server.address()) + path;
  }

  /**
   * The kernel's numbers of the server's threads that run now: those whose names begin as its
   * threads' do.
   */
  public Set<Integer> tids() {
    String name = "lab-" + server.config().pattern().id();
    String kept = name.substring(0, Math.min(NAME_BYTES, name.length()));
    return Threads.names().entrySet().stream()
        .filter(thread -> thread.getValue().startsWith(kept))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    server.close();
  }
}
