// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream.plan;

/** In which way clients are told. */
public enum Delivery {
  /** Server-sent events: one response that does not end. */
  EVENTS("events"),
  /** A WebSocket. */
  SOCKET("socket"),
  /** A request for each look, short or long, by what the URL says. */
  POLL("poll");

  private final String id;

  Delivery(String id) {
    this.id = id;
  }

  /** As it is called in JSON. */
  public String id() {
    return id;
  }
}
