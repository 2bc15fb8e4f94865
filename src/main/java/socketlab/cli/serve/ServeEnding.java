// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import socketlab.app.route.RouteGroup;
import socketlab.cli.term.NextSignal;
import socketlab.cli.term.OutputGone;
import socketlab.cli.text.DurationText;
import socketlab.pattern.Server;

/**
 * How {@code serve} ends: by a signal, in order and with exit code 0; or because a loop failed,
 * loudly and with exit code 1.
 */
final class ServeEnding {
  private final Server server;
  private final List<RouteGroup> groups;
  private final ReadyFile ready;
  private final Duration grace;
  private final PrintWriter out;
  private final PrintWriter err;
  private volatile Throwable failure;

  /**
   * @param groups closed behind the server
   * @param ready null when nobody waits for one
   */
  ServeEnding(
      Server server,
      List<RouteGroup> groups,
      ReadyFile ready,
      Duration grace,
      PrintWriter out,
      PrintWriter err) {
    this.server = server;
    this.groups = groups;
    this.ready = ready;
    this.grace = grace;
    this.out = out;
    this.err = err;
  }

  /** Waits for a loop to fail; a signal ends the process without coming back here. */
  int await() throws InterruptedException {
    failure = server.failure().toCompletableFuture().join();
    err.println("lab: a loop failed, the server ends: " + failure);
    failure.printStackTrace(err);
    err.flush();
    return 1;
  }

  private void noLongerReady() {
    try {
      if (ready != null) {
        ready.remove();
      }
    } catch (IOException e) {
      // The requests in flight matter more.
      err.println("lab: --ready: " + e);
      err.flush();
    }
  }

  /** Run when the JVM shuts down: by SIGTERM or SIGINT, or after {@link #await} returned. */
  void onSignal() {
    long began = System.nanoTime();
    try {
      tell("stopping: at most " + DurationText.format(grace) + " for the requests in flight");
      NextSignal.runs(() -> onNextSignal(began));
      noLongerReady();
      Server.Stop stop = server.stop(grace);
      groups.forEach(RouteGroup::close);
      String took = stop.took().toMillis() + " ms";
      tell(
          stop.isGraceful()
              ? "stopped in " + took + ": everything in flight was finished"
              : "stopped in " + took + ": the grace was over, cut off: " + stop.cutOff());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // The JVM would swallow it, and the end would look like one in order.
      failure = e;
      err.println("lab: stopping failed, connections may have been lost: " + e);
      e.printStackTrace(err);
      err.flush();
    } finally {
      end();
    }
  }

  /** Who asks twice does not want to wait. */
  private void onNextSignal(long began) {
    long took = (System.nanoTime() - began) / 1_000_000;
    tell(
        "stopped in "
            + took
            + " ms: a second signal ended the grace, connections still open: "
            + server.stats().total().open());
    end();
  }

  private void end() {
    // The JVM would say 143 for a SIGTERM; a stop that was asked for is not a failure.
    Runtime.getRuntime().halt(failure == null ? 0 : 1);
  }

  /** What cannot be said must not keep the server from stopping in order. */
  private void tell(String line) {
    try {
      out.println(line);
      out.flush();
    } catch (OutputGone e) {
      failure = e;
    }
  }
}
