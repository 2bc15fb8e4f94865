// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import socketlab.experiment.tool.Listeners;
import socketlab.experiment.tool.Until;
import socketlab.linux.process.Threads;
import socketlab.net.Transport;
import socketlab.net.listen.AddressText;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.pattern.Pattern;
import socketlab.pattern.Server;
import socketlab.pattern.ServerConfig;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http1.Http1Session;

/**
 * A pattern at work in this process, as {@code lab serve} would have it, with a handler of the
 * experiment's. Closing it cuts everybody off.
 */
public final class PatternServer implements AutoCloseable {
  private static final byte[] DONE = "done\n".getBytes(US_ASCII);

  /** More than any client here opens at once. */
  private static final int BACKLOG = 4096;

  private static final Duration STALL = Duration.ofSeconds(60);

  private static final Duration TO_BE_DONE = Duration.ofSeconds(30);

  /** What the kernel keeps of a thread's name, but for the end mark: TASK_COMM_LEN in sched.h. */
  private static final int NAME_BYTES = 15;

  private final Work work;
  private final Set<Integer> handlers = ConcurrentHashMap.newKeySet();
  private final LongAdder handled = new LongAdder();
  private final ThreadLocal<Boolean> isHandler =
      ThreadLocal.withInitial(() -> handlers.add(Threads.currentTid()));
  private Server server;

  private PatternServer(Work work) {
    this.work = work;
  }

  /** What a request does before it is answered; any thread, many at once. */
  @FunctionalInterface
  public interface Work {
    Work NONE = _ -> {};

    void run(Request request) throws Exception;
  }

  /**
   * Starts one over the transport of the lab's own calls, where the pattern can do with it.
   *
   * @param threads of each role that has several, and workers
   */
  public static PatternServer start(Pattern pattern, int threads, Work work) throws IOException {
    Transport transport = pattern.runsOn(Transport.EPOLL) ? Transport.EPOLL : Transport.NIO;
    return start(pattern, transport, threads, work);
  }

  /** Starts one over this transport. */
  public static PatternServer start(Pattern pattern, Transport transport, int threads, Work work)
      throws IOException {
    PatternServer made = new PatternServer(work);
    made.server =
        Server.start(
            ServerConfig.of(pattern, transport)
                .listen(
                    Listeners.ANY_PORT,
                    new Listener.Options(BACKLOG, false, 0, 0),
                    _ -> new Service(made.sessions(), STALL))
                .threads(threads)
                .workers(threads)
                .build());
    return made;
  }

  private SessionFactory sessions() {
    return Http1Session.factory(
        new HttpConfig(this::answer, HttpLimits.DEFAULT, HttpDate.NONE, PatternServer::failed));
  }

  private void answer(Request request, Response response) throws Exception {
    isHandler.get();
    work.run(request);
    handled.increment();
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

  /** Where it is, for a generator. */
  public String url() {
    return "http://" + AddressText.of(server.address()) + "/";
  }

  /** Requests whose work is done. */
  public long handled() {
    return handled.sum();
  }

  /** Waits until the work of so many requests more is done. */
  public void awaitHandled(long more) throws TimeoutException, InterruptedException {
    long enough = handled() + more;
    Until.holds(more + " requests more are done", TO_BE_DONE, () -> handled() >= enough);
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

  /** Those among them that have run a handler. */
  public Set<Integer> handlerTids() {
    return Set.copyOf(handlers);
  }

  @Override
  public void close() {
    server.close();
  }
}
