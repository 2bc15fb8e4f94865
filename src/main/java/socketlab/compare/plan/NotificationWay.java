// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.plan;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import socketlab.compare.data.Load;

/** How clients get to know of what was published. */
public enum NotificationWay {
  POLL_1S("short polling, 1 s after each answer", "--poll=1s", 1),
  POLL_5S("short polling, 5 s after each answer", "--poll=5s", 5),
  LONG_POLL("long polling", "--poll=0s", 1),
  EVENTS("server-sent events", "--events", 1),
  SOCKET("WebSocket", "--socket", 1);

  private static final int WAIT_SECONDS = 30;

  private final String words;
  private final String option;
  private final int periodSeconds;

  NotificationWay(String words, String option, int periodSeconds) {
    this.words = words;
    this.option = option;
    this.periodSeconds = periodSeconds;
  }

  /** As options and workloads name it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<NotificationWay> byId(String id) {
    return List.of(values()).stream().filter(way -> way.id().equals(id)).findFirst();
  }

  /** What {@code lab load} is told. */
  public String option() {
    return option;
  }

  /** The measured time has to be a multiple of this, or clients are looked at in mid-pause. */
  public int periodSeconds() {
    return periodSeconds;
  }

  /** Whether a stream stays open, so that nobody asks again. */
  public boolean isStream() {
    return this == EVENTS || this == SOCKET;
  }

  /** The workload with so many clients. */
  public Load load(int clients) {
    return new Load(
        id() + "-" + clients,
        words + ", one notification a second to every client",
        "/topics/" + id(),
        clients,
        1,
        false);
  }

  /**
   * The path that a client reads from.
   *
   * @param topic its name
   * @param ours whether the server is one of the lab's, whose polls say from where
   * @param from the offset to begin with, there
   */
  public String path(String topic, boolean ours, long from) {
    String path = "/topics/" + topic;
    return switch (this) {
      case EVENTS -> path + "/events";
      case SOCKET -> path + "/socket";
      case LONG_POLL -> ours ? path + "?from=" + from + "&wait=" + WAIT_SECONDS : path;
      case POLL_1S, POLL_5S -> ours ? path + "?from=" + from : path + "/poll";
    };
  }
}
