// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.Listeners;
import socketlab.linux.socket.ListenQueue;
import socketlab.linux.socket.TcpInfo;

/**
 * Clients that come to a listener, 100 a second, twice as fast as it accepts. One thread does both,
 * each when it is due. Kept from its CPU it makes up for that in the order in which things were
 * due, so that the queue climbs as it would have.
 */
public final class Congestion implements AutoCloseable {
  private static final int OFFERED = 400;
  private static final double OFFER_EVERY_SECONDS = 0.01;
  private static final double ACCEPT_EVERY_SECONDS = 0.02;
  private static final double SECONDS = 7;

  /** When no retry has found room until then, none does. */
  private static final double MOST_SECONDS = 30;

  private static final double SAMPLE_SECONDS = 0.02;

  /** The whole of /proc/net/tcp is read for it. */
  private static final double HALF_OPEN_SAMPLE_SECONDS = 0.25;

  /** One client: its SYN left between two moments, and so its connect was done; in seconds. */
  public static final class Client {
    private final SocketChannel channel;
    private final boolean roomBefore;
    private final double began;
    private final double begun;
    private double waitedStill;
    private double connected;

    Client(SocketChannel channel, boolean roomBefore, double began, double begun) {
      this.channel = channel;
      this.roomBefore = roomBefore;
      this.began = began;
      this.begun = begun;
      waitedStill = begun;
    }

    public boolean isIn() {
      return connected > 0;
    }

    /** Whether the queue had never been full when it came. */
    public boolean roomBefore() {
      return roomBefore;
    }

    /** Seconds after the first client. */
    public double began() {
      return began;
    }

    /** Seconds its connect took, at the most. */
    public double waited() {
      return connected - began;
    }

    /** SYNs it sent again. */
    public int retries() {
      return (int) TcpInfo.of(channel).totalRetransmits();
    }

    /** Whether the retry that let it in explains how long it waited. */
    public boolean fits(SynRetries retries) {
      return retries.fits(retries(), waitedStill - begun, waited());
    }
  }

  private final ServerSocketChannel listener;
  private final Selector connects = Selector.open();
  private final ConnectingClients clients;
  private final List<Client> all = new ArrayList<>();
  private final List<Series.Point> depth = new ArrayList<>();
  private final List<Series.Point> halfOpen = new ArrayList<>();
  private final long start = System.nanoTime();
  private int accepts;
  private boolean retryFoundRoom;
  private int deepest;
  private double fullAt;

  /** Opens the listener. */
  public Congestion(int backlog) throws IOException {
    listener = Listeners.listen(backlog);
    clients = new ConnectingClients(listener);
  }

  public ConnectingClients clients() {
    return clients;
  }

  /** In the order in which they came. */
  public List<Client> all() {
    return all;
  }

  /** Connections waiting for accept, by seconds. */
  public List<Series.Point> depth() {
    return depth;
  }

  /** Half-open connections, by seconds. */
  public List<Series.Point> halfOpen() {
    return halfOpen;
  }

  /** The most that any look saw wait for accept. */
  public int deepest() {
    return deepest;
  }

  /** Seconds until the queue was first seen full; 0 when it never was. */
  public double fullAt() {
    return fullAt;
  }

  private double now() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Offers, accepts and looks, until a retry has found room. */
  public void run() throws IOException {
    double now = 0;
    for (double looked = 0; now < SECONDS || !retryFoundRoom && now < MOST_SECONDS; ) {
      now = now();
      catchUp(now);
      sample(now);
      double before = looked;
      looked = now();
      connects.select(1);
      see(before);
    }
  }

  private void catchUp(double now) throws IOException {
    while (true) {
      double offer =
          all.size() < OFFERED ? all.size() * OFFER_EVERY_SECONDS : Double.POSITIVE_INFINITY;
      double accept = (accepts + 1) * ACCEPT_EVERY_SECONDS;
      if (Math.min(offer, accept) > now) {
        return;
      }
      if (offer < accept) {
        offer();
      } else {
        accepts++;
        closeIfTaken(listener.accept());
      }
    }
  }

  private void offer() throws IOException {
    look();
    boolean room = fullAt == 0;
    double began = now();
    SocketChannel channel = clients.begin();
    Client client = new Client(channel, room, began, now());
    channel.register(connects, SelectionKey.OP_CONNECT, client);
    all.add(client);
  }

  private int look() {
    ListenQueue queue = ListenQueue.of(listener);
    deepest = Math.max(deepest, queue.queued());
    if (queue.isFull() && fullAt == 0) {
      fullAt = now();
    }
    return queue.queued();
  }

  private void sample(double now) throws IOException {
    if (now >= depth.size() * SAMPLE_SECONDS) {
      depth.add(new Series.Point(now, look()));
    }
    if (now >= halfOpen.size() * HALF_OPEN_SAMPLE_SECONDS) {
      halfOpen.add(new Series.Point(now, KernelReadings.halfOpenNow(listener)));
    }
  }

  /**
   * Notes who is in.
   *
   * @param before when the selector was asked the last time, and they still waited
   */
  private void see(double before) throws IOException {
    for (SelectionKey key : connects.selectedKeys()) {
      Client client = (Client) key.attachment();
      client.channel.finishConnect();
      client.waitedStill = Math.max(client.begun, before);
      client.connected = now();
      retryFoundRoom |= client.retries() > 0;
      key.cancel();
    }
    connects.selectedKeys().clear();
  }

  @Override
  public void close() throws IOException {
    clients.close();
    connects.close();
    listener.close();
  }

  private static void closeIfTaken(SocketChannel accepted) throws IOException {
    if (accepted != null) {
      accepted.close();
    }
  }
}
