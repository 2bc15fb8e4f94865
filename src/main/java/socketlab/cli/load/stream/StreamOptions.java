// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.load.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import socketlab.cli.text.DurationText;
import socketlab.load.stream.plan.Delivery;
import socketlab.load.stream.plan.StreamPlan;
import socketlab.load.stream.plan.StreamPlan.Publishing;
import socketlab.load.stream.plan.StreamTarget;

/** The options of {@code lab load} that hold streams open. */
public final class StreamOptions {
  /** Options that only streams have. */
  public static final List<String> NAMES =
      List.of("--publish", "--publish-every", "--publish-bytes", "--watch");

  /** Options that mean nothing to streams. */
  public static final List<String> NOT_WITH =
      List.of(
          "--rate",
          "--pipeline",
          "--http2",
          "--streams",
          "--new-connection",
          "--arrivals",
          "--expect",
          "--hdr",
          "--html");

  private static final String AUTOMATIC = "auto";
  private static final Duration SHORT_POLLING = Duration.ofSeconds(1);

  @Option(
      names = "--events",
      description =
          "Hold event streams (text/event-stream) open, one on each connection, instead of sending"
              + " request after request.")
  private boolean events;

  @Option(names = "--socket", description = "Hold WebSockets open, one on each connection.")
  private boolean socket;

  @Option(
      names = "--poll",
      paramLabel = "PAUSE",
      arity = "0..1",
      fallbackValue = AUTOMATIC,
      showDefaultValue = Help.Visibility.NEVER,
      description =
          "Poll on each connection, and wait for so long after each answer (default: 1s, or 0s"
              + " when the URL has wait=, which is long polling).")
  private String poll;

  @Option(
      names = "--publish",
      paramLabel = "URL",
      description =
          "With --events, --socket or --poll: also publish messages by POST to this URL, and"
              + " measure the delay until each client has them.")
  private String publish;

  @Option(
      names = "--publish-every",
      defaultValue = "1s",
      paramLabel = "TIME",
      description = "The time from one of these messages to the next.")
  private Duration every;

  @Option(
      names = "--publish-bytes",
      defaultValue = "64",
      paramLabel = "N",
      description = "The size of such a message.")
  private int bytes;

  @Option(
      names = "--watch",
      paramLabel = "PID",
      description =
          "With --events, --socket or --poll: also report the CPU time, context switches and"
              + " memory of this process and its children, which is the server.")
  private Long watched;

  /** Whether streams are asked for. */
  public boolean areAsked() {
    return events || socket || poll != null;
  }

  /**
   * What is asked for.
   *
   * @throws IllegalArgumentException with one line, when it cannot be done
   */
  public StreamPlan plan(String url, Common common) {
    if (Stream.of(events, socket, poll != null).filter(asked -> asked).count() > 1) {
      throw new IllegalArgumentException(
          "--events, --socket and --poll are three kinds of load; start one after the other");
    }
    StreamTarget target = StreamTarget.parse(url, common.tls());
    return new StreamPlan(
        target,
        events ? Delivery.EVENTS : socket ? Delivery.SOCKET : Delivery.POLL,
        poll == null ? Duration.ZERO : pause(target),
        common.connections(),
        common.threads(),
        common.duration(),
        common.warmup(),
        common.timeout(),
        common.seed(),
        common.transport(),
        publish == null
            ? Optional.empty()
            : Optional.of(new Publishing(StreamTarget.parse(publish, common.tls()), every, bytes)),
        watched == null ? OptionalLong.empty() : OptionalLong.of(watched));
  }

  private Duration pause(StreamTarget target) {
    if (!poll.equals(AUTOMATIC)) {
      try {
        return DurationText.parse(poll);
      } catch (TypeConversionException e) {
        throw new IllegalArgumentException("--poll: " + e.getMessage(), e);
      }
    }
    return target.path().matches(".*[?&]wait=.*") ? Duration.ZERO : SHORT_POLLING;
  }
}
