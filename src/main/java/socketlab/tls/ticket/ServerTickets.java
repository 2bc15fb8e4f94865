// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.ticket;

import java.util.List;

/**
 * How a server lets its clients come back.
 *
 * @param keys what tickets are encrypted with: the first encrypts, all decrypt; none when they are
 *     made at random and end with the context
 * @param mostEarly how many bytes a client that comes back may send before the handshake is
 *     finished (RFC 8446 section 4.2.10); 0 for none
 * @param usedOnce whether, with early data, each ticket is good for one connection, and only with
 *     this context: that is what tells a replay. Without it, as nginx has it, what came early is
 *     done as often as somebody sends it.
 */
public record ServerTickets(List<TicketKey> keys, int mostEarly, boolean usedOnce) {
  /** With early data, each is good for one connection. */
  public ServerTickets(List<TicketKey> keys, int mostEarly) {
    this(keys, mostEarly, true);
  }

  /** Tickets that any number of connections may use as long as the server runs; no early data. */
  public static final ServerTickets USUAL = new ServerTickets(List.of(), 0);
}
