// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import socketlab.load.stream.plan.Stamp;
import socketlab.load.stream.plan.StreamPlan;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http1.BodySink;
import socketlab.protocol.http1.client.ResponseReader;

/**
 * Publishes one message after another, at its times, each with its {@link Stamp}: a thread of its
 * own with one connection, which waits for each answer.
 *
 * <p>{@link #connect}, {@link #start}, {@link #stop} and what it tells belong to one thread; what
 * it tells is complete after {@link #stop}.
 */
final class Publisher {
  private final StreamPlan.Publishing plan;
  private final InetSocketAddress address;
  private final EpochClock clock;
  private final int timeoutMillis;
  private Socket socket;
  private long firstAt;
  private final Histogram answerTime = new Histogram(3);
  private final Thread thread = new Thread(this::publish, "lab-publisher");
  private volatile boolean stopped;
  private volatile long published;
  private volatile String failure = "";

  Publisher(
      StreamPlan.Publishing plan, InetSocketAddress address, EpochClock clock, int timeoutMillis) {
    this.plan = plan;
    this.address = address;
    this.clock = clock;
    this.timeoutMillis = timeoutMillis;
    thread.setDaemon(true);
  }

  /** Connects, so that the first message is not late. */
  void connect() {
    try {
      socket =
          PublisherConnection.connect(
              address, plan.to().tls(), plan.to().serverName(), timeoutMillis);
    } catch (IOException e) {
      failure = e.getMessage();
    }
  }

  /**
   * Begins, behind {@link #connect}.
   *
   * @param first when the first message is due, by {@link System#nanoTime}
   */
  void start(long first) {
    firstAt = first;
    if (socket != null) {
      thread.start();
    }
  }

  private void publish() {
    ResponseReader reader = new ResponseReader(false, BodySink.NOWHERE);
    try (Socket open = socket) {
      long due = firstAt;
      for (long number = 0; waitUntil(due); number++) {
        long began = System.nanoTime();
        open.getOutputStream().write(request(number));
        await(open.getInputStream(), reader);
        answerTime.recordValue(System.nanoTime() - began);
        if (reader.status() / 100 != 2) {
          failure = "was answered " + reader.status();
          return;
        }
        published = number + 1;
        if (reader.isLast()) {
          failure = "the server ended the publisher's connection";
          return;
        }
        reader.next();
        due += plan.every().toNanos();
      }
    } catch (IOException e) {
      failure = e.getMessage();
    } catch (HttpError e) {
      failure = e.getMessage();
    }
  }

  /** False when it was stopped meanwhile. */
  private boolean waitUntil(long due) {
    for (long left; !stopped && (left = due - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
    }
    return !stopped;
  }

  private byte[] request(long number) {
    // The head is made first: the time in the message is to be that of its sending.
    byte[] head =
        ("POST "
                + plan.to().path()
                + " HTTP/1.1\r\nHost: "
                + plan.to().host()
                + "\r\nContent-Type: text/plain\r\nContent-Length: "
                + plan.bytes()
                + "\r\n\r\n")
            .getBytes(US_ASCII);
    byte[] request = Arrays.copyOf(head, head.length + plan.bytes());
    byte[] message = Stamp.message(clock.micros(), number, plan.bytes());
    System.arraycopy(message, 0, request, head.length, message.length);
    return request;
  }

  private static void await(InputStream in, ResponseReader reader) throws IOException, HttpError {
    byte[] bytes = new byte[8192];
    int size = 0;
    while (!reader.isComplete()) {
      int count = in.read(bytes, size, bytes.length - size);
      if (count < 0) {
        if (reader.endOfInput()) {
          return;
        }
        throw new IOException("the server ended the publisher's connection");
      }
      size += count;
      int taken;
      int at = 0;
      do {
        taken = reader.read(bytes, at, size);
        at += taken;
      } while (taken > 0 && !reader.isComplete());
      System.arraycopy(bytes, at, bytes, 0, size - at);
      size -= at;
    }
  }

  /** Publishes nothing more; waits for the answer that is owed. */
  void stop() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join(timeoutMillis);
  }

  /** Messages that were taken. */
  long published() {
    return published;
  }

  /** From sending a message to the end of its answer. */
  Histogram answerTime() {
    return answerTime;
  }

  /** Why it stopped by itself; empty when it did not. */
  Optional<String> failure() {
    return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
  }
}
