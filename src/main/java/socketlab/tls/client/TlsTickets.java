// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A client's tickets of one server, the newest first. Each is used once, since two connections with
 * one ticket can be told to be of one client, and the server may refuse the second (RFC 8446
 * appendix C.4). Thread-safe.
 */
public final class TlsTickets {
  private final int most;
  private final Deque<TlsTicket> tickets = new ArrayDeque<>();

  /**
   * @param most how many are kept, from 0 on; the oldest goes first
   */
  public TlsTickets(int most) {
    this.most = most;
  }

  /** Keeps none: every handshake is a full one. */
  public static TlsTickets none() {
    return new TlsTickets(0);
  }

  /** True when it keeps any at all. */
  boolean isOfUse() {
    return most > 0;
  }

  synchronized void add(TlsTicket ticket) {
    if (most > 0) {
      if (tickets.size() == most) {
        tickets.removeLast();
      }
      tickets.addFirst(ticket);
    }
  }

  /** The newest, which is then gone; null when there is none. */
  synchronized TlsTicket take() {
    return tickets.pollFirst();
  }

  /** How many there are. */
  public synchronized int size() {
    return tickets.size();
  }
}
