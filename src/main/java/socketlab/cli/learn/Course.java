// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.learn;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import socketlab.experiment.Experiments;
import socketlab.experiment.claim.Experiment;

/**
 * The subjects of {@code lab learn}, in order, and the experiments of each, in the order in which
 * one explains the next. A new subject joins by one constant.
 */
public enum Course {
  ACCEPT_QUEUE(
      "The accept queue",
      "backlog-plus-one",
      "syn-staircase",
      "ghost-connections",
      "overflow-silence-or-reset",
      "backlog-clamp",
      "slow-acceptor",
      "syn-queue",
      "defer-accept"),
  WHO_GETS_IT(
      "Who gets the connection",
      "fifo-or-lifo",
      "thundering-herd",
      "shard-balance",
      "shard-steering",
      "shard-close"),
  PATTERNS(
      "Which pattern when",
      "head-of-line",
      "same-mean-different-tail",
      "process-and-thread",
      "accept-bottleneck",
      "syscalls-a-request",
      "memory-a-connection"),
  BYTES("Small writes and full buffers", "nagle", "slow-reader", "half-close"),
  SECURE("The way to HTTPS", "tfo-cookie", "round-trips"),
  TALK(
      "Talking to clients",
      "short-or-long-polling",
      "three-callers",
      "first-token",
      "buffering-proxy",
      "six-connections",
      "resumable-upload",
      "lost-answer",
      "state-or-token",
      "grpc-deadline",
      "async-without-threads"),
  MULTIPLEXING("Many requests on one connection", "h2-window-stall", "rapid-reset"),
  TOPICS(
      "Publish and subscribe",
      "events-resume",
      "push-to-the-absent",
      "at-least-once",
      "slow-subscriber",
      "quiet-streams"),
  HANDSHAKES("What TLS finds out", "alpn-chooses", "sni-chooses", "certificate-expired"),
  LOAD("Load, and what its figures say", "little", "coordinated-omission");

  /**
   * One experiment in its place.
   *
   * @param number from 1, through all subjects
   */
  record Step(int number, Course course, Experiment experiment) {}

  private final String title;
  private final List<String> ids;

  Course(String title, String... ids) {
    this.title = title;
    this.ids = List.of(ids);
  }

  String title() {
    return title;
  }

  /** All steps of all subjects. */
  static List<Step> steps() {
    List<Course> courses =
        Arrays.stream(values()).flatMap(c -> c.ids.stream().map(_ -> c)).toList();
    List<String> ids = Arrays.stream(values()).flatMap(c -> c.ids.stream()).toList();
    return IntStream.range(0, ids.size())
        .mapToObj(i -> new Step(i + 1, courses.get(i), Experiments.byId(ids.get(i)).orElseThrow()))
        .toList();
  }

  /** The step of this number, or of the experiment of this name. */
  static Optional<Step> step(String name) {
    return steps().stream()
        .filter(
            step ->
                Integer.toString(step.number()).equals(name)
                    || step.experiment().id().equalsIgnoreCase(name))
        .findFirst();
  }
}
