// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients who ask again as soon as they have been answered, a new connection each time. Beside the
 * time it takes they count how many others were answered meanwhile: turns in a queue, which a busy
 * machine makes longer but not more.
 */
public final class ReconnectingClients {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

  /** More than any queue here can take. */
  private static final int MOST_WAIT_MILLIS = 20_000;

  private final InetSocketAddress server;
  private final int from;
  private final int end;
  private final AtomicInteger answered = new AtomicInteger();

  private ReconnectingClients(InetSocketAddress server, int from, int end) {
    this.server = server;
    this.from = from;
    this.end = end;
  }

  /**
   * One request, from before its connect to the end of its answer.
   *
   * @param nanos it took
   * @param others who were answered meanwhile
   */
  public record Asked(long nanos, int others) {}

  /**
   * Lets them ask, each in a virtual thread, until so many have been answered.
   *
   * @param warmup answers before anything counts
   * @param measured answers after that
   * @return what began and ended among the measured
   * @throws IOException when one was not answered
   */
  public static List<Asked> ask(InetSocketAddress server, int clients, int warmup, int measured)
      throws IOException, InterruptedException {
    ReconnectingClients askers = new ReconnectingClients(server, warmup, warmup + measured);
    List<Asked> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Asked>>> each = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        each.add(threads.submit(askers::askOn));
      }
      for (Future<List<Asked>> one : each) {
        all.addAll(one.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("a client: " + e.getCause(), e.getCause());
    }
    return all;
  }

  private List<Asked> askOn() throws IOException {
    List<Asked> mine = new ArrayList<>();
    while (true) {
      long began = System.nanoTime();
      int before = answered.get();
      ask();
      int now = answered.getAndIncrement();
      if (now >= end) {
        return mine;
      }
      if (before >= from) {
        mine.add(new Asked(System.nanoTime() - began, now - before));
      }
    }
  }

  private void ask() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(server, MOST_WAIT_MILLIS);
      socket.setSoTimeout(MOST_WAIT_MILLIS);
      socket.getOutputStream().write(REQUEST);
      if (socket.getInputStream().transferTo(OutputStream.nullOutputStream()) == 0) {
        throw new IOException("no answer");
      }
    }
  }
}
