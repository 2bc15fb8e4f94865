// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import socketlab.app.LabHandler;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;

/**
 * The lab's own endpoints, with a note of who ran what: the thread that the sleeping request keeps,
 * and of each client the thread that answered it and how often it did so meanwhile. One sleeping
 * request in its life. Thread-safe.
 */
final class WatchedHandler implements HttpHandler {
  private static final String CLIENT = "client";

  private final LabHandler lab;
  private final AtomicReferenceArray<String> threads;
  private final AtomicIntegerArray meanwhile;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String sleeper = "";
  private volatile long beganNanos;
  private volatile long endedNanos;

  WatchedHandler(LabHandler lab, int clients) {
    this.lab = lab;
    threads = new AtomicReferenceArray<>(clients);
    meanwhile = new AtomicIntegerArray(clients);
  }

  /** The request that keeps its thread. */
  static String sleeping(Duration time) {
    return "/work?sleep=" + time.toMillis();
  }

  /** A quick request of one of the clients. */
  static String quick(int client) {
    return "/plaintext?" + CLIENT + "=" + client;
  }

  @Override
  public void handle(Request request, Response response) throws Exception {
    if (request.path().equals("/work")) {
      sleep(request, response);
      return;
    }
    String client = request.query(CLIENT);
    if (client != null) {
      note(Integer.parseInt(client));
    }
    lab.handle(request, response);
  }

  private void sleep(Request request, Response response) throws Exception {
    sleeper = Thread.currentThread().getName();
    beganNanos = System.nanoTime();
    begun.countDown();
    try {
      lab.handle(request, response);
    } finally {
      endedNanos = System.nanoTime();
      ended.countDown();
    }
  }

  private void note(int client) {
    threads.set(client, Thread.currentThread().getName());
    if (begun.getCount() == 0 && ended.getCount() == 1) {
      meanwhile.incrementAndGet(client);
    }
  }

  @Override
  public boolean needsWorker(Request request) {
    return lab.needsWorker(request);
  }

  /**
   * Waits for the sleeping request to have its thread.
   *
   * @return false when it has none yet
   */
  boolean awaitBegin(long nanos) throws InterruptedException {
    return begun.await(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Waits for the sleeping request to be done, but no longer than this.
   *
   * @return whether it is done
   */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How long the request has slept so far. */
  Duration slept() {
    if (begun.getCount() == 1) {
      return Duration.ZERO;
    }
    long until = ended.getCount() == 0 ? endedNanos : System.nanoTime();
    return Duration.ofNanos(until - beganNanos);
  }

  /** The name of the thread that it keeps; empty before it has one. */
  String sleeper() {
    return sleeper;
  }

  /** The name of the thread that ran the last quick request of a client; empty before the first. */
  String thread(int client) {
    String name = threads.get(client);
    return name == null ? "" : name;
  }

  /** Quick requests of a client that were run while the other request slept. */
  int meanwhile(int client) {
    return meanwhile.get(client);
  }
}
