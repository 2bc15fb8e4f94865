// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import socketlab.net.listen.AddressText;

/**
 * Asks whether anybody is there, at each address of a host: the next one as soon as one has failed,
 * or has been silent for a while, and the first to take the connection is it (RFC 8305 section 5).
 *
 * <p>{@link #answering} is called once, by one thread; {@link #stop} may be called by any.
 */
public final class Knock {
  /** RFC 8305 section 8: the recommended Connection Attempt Delay. */
  private static final long DELAY_MILLIS = 250;

  private final List<InetSocketAddress> addresses;
  private final int timeoutMillis;
  private final List<Socket> sockets = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  /**
   * @param addresses one or more, the preferred first
   * @param timeout of each attempt
   */
  public Knock(List<InetSocketAddress> addresses, Duration timeout) {
    this.addresses = addresses;
    timeoutMillis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    addresses.forEach(_ -> sockets.add(new Socket()));
  }

  /**
   * The first address that takes a connection; that is closed again.
   *
   * @throws IOException when none does, with what each of them said; or when it was stopped
   */
  public InetSocketAddress answering() throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        return first(new ExecutorCompletionService<>(threads));
      } finally {
        stop();
      }
    }
  }

  private InetSocketAddress first(CompletionService<InetSocketAddress> attempts)
      throws IOException, InterruptedException {
    int begun = 0;
    while (failures.size() < addresses.size()) {
      if (begun < addresses.size()) {
        int next = begun++;
        attempts.submit(() -> connect(next));
      }
      Future<InetSocketAddress> ended =
          begun < addresses.size()
              ? attempts.poll(DELAY_MILLIS, TimeUnit.MILLISECONDS)
              : attempts.take();
      if (ended == null) {
        continue;
      }
      try {
        return ended.get();
      } catch (ExecutionException e) {
        failures.add(e.getCause().getMessage());
      }
    }
    throw new IOException(String.join(", ", failures));
  }

  private InetSocketAddress connect(int at) throws IOException {
    InetSocketAddress address = addresses.get(at);
    try (Socket socket = sockets.get(at)) {
      socket.connect(address, timeoutMillis);
      return address;
    } catch (IOException e) {
      String who = addresses.size() == 1 ? "" : AddressText.host(address.getAddress()) + ": ";
      throw new IOException(who + e.getMessage(), e);
    }
  }

  /** Ends all attempts. */
  public void stop() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // It was only to be given up.
        continue;
      }
    }
  }
}
