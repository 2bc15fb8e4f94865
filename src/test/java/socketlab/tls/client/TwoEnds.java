// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;

/**
 * Two sessions that speak with each other without a socket. What one says arrives at the other in
 * one piece, a flight, so that round trips can be counted.
 */
final class TwoEnds {
  final Wire client;
  final Wire server;
  private int flights;
  private byte[] firstFlight;

  TwoEnds(SessionFactory clients, SessionFactory servers) {
    client = new Wire(clients);
    server = new Wire(servers);
    client.wake();
    client.turn();
  }

  /** Carries flights until both sides are silent. */
  TwoEnds run() {
    while (carryOn()) {}
    return this;
  }

  /** Carries one flight each way; false when both sides are silent. */
  boolean carryOn() {
    byte[] out = client.takeReceived();
    if (out.length > 0) {
      flights++;
      if (firstFlight == null) {
        firstFlight = out;
      }
      server.feed(out);
    }
    byte[] back = server.takeReceived();
    if (back.length > 0) {
      client.feed(back);
    }
    return out.length + back.length > 0;
  }

  /** Flights of the client so far: round trips, when it has its answer. */
  int flights() {
    return flights;
  }

  /** All that the client sent in its first flight. */
  byte[] firstFlight() {
    return firstFlight;
  }

  void close() {
    client.close();
    server.close();
  }
}
