// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.demo;

import java.time.Duration;
import java.util.List;
import socketlab.cli.text.Micros;

/** A demo in sentences: what is done, and what was seen and why, in the figures of this run. */
final class DemoText {
  private DemoText() {}

  /** What is going to happen. */
  static String setUp(DemoPlan plan) {
    return "On each server, one request sleeps for %d seconds in its handler. Meanwhile %d other clients ask for /plaintext, each on its own connection."
        .formatted(plan.sleep().toSeconds(), plan.clients());
  }

  /** Who waited on this server, and why, in two sentences. */
  static String explained(DemoState state) {
    int waited = state.waited().size();
    if (waited == 0) {
      return nobodyWaited(state);
    }
    return waited == state.clients().size() ? allWaited(state) : someWaited(state);
  }

  private static String nobodyWaited(DemoState state) {
    return "On %s no client waited: the request slept on %s, and %s. All %d quick requests that came meanwhile were answered, the slowest after %s."
        .formatted(
            state.name(),
            state.sleeper(),
            state.sleeperIsWorker()
                ? "other workers took the requests of the clients"
                : "no other connection belongs to that thread",
            state.meanwhile(),
            Micros.text(nanos(state.longest())));
  }

  private static String allWaited(DemoState state) {
    String text =
        "On %s all %d clients waited, the longest for %s: the request slept on %s, which runs the requests of all of them."
            .formatted(
                state.name(),
                state.clients().size(),
                Micros.text(nanos(state.longest())),
                state.sleeper());
    int idle = state.idleThreads();
    return idle == 0
        ? text
        : text
            + " The other %d threads that run handlers had none of their connections."
                .formatted(idle);
  }

  private static String someWaited(DemoState state) {
    List<QuickClient.Seen> waited = state.waited();
    List<QuickClient.Seen> served = state.served();
    int others = DemoState.threadsOf(served).size();
    return "On %s %d of %d clients waited, the longest for %s: the request slept on %s, and their connections belong to that thread. %d other thread%s answered the other %d, the slowest after %s."
        .formatted(
            state.name(),
            waited.size(),
            state.clients().size(),
            Micros.text(nanos(DemoState.longest(waited))),
            state.sleeper(),
            others,
            others == 1 ? "" : "s",
            served.size(),
            Micros.text(nanos(DemoState.longest(served))));
  }

  private static long nanos(Duration time) {
    return time.toNanos();
  }
}
