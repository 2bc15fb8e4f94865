// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.util.List;
import java.util.function.Consumer;
import socketlab.app.LabRoutes;
import socketlab.app.jobs.JobLimits;
import socketlab.app.jobs.Jobs;
import socketlab.app.route.Origins;
import socketlab.app.route.Route;
import socketlab.cli.name.Options;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.websocket.WebSocketConfig;

/** What a user may say of the endpoints of the communication patterns, and the endpoints then. */
final class EndpointOptions {
  private String allowOrigin;
  private int jobThreads;
  private int jobQueue;
  private int maxJobs;

  /** Adds its options to those of a command. */
  void addTo(Options options) {
    options
        .option(
            "--allow-origin",
            String.class,
            value -> allowOrigin = value,
            "Sites whose pages may change something here or open a WebSocket, with commas between"
                + " them; pages of other sites get 403 (default: the server's own).")
        .paramLabel("ORIGIN");
    options
        .option(
            "--job-threads",
            Integer.class,
            value -> jobThreads = value,
            "How many jobs of POST /jobs run at once, on threads of their own.")
        .defaultValue("2")
        .paramLabel("N");
    options
        .option(
            "--job-queue",
            Integer.class,
            value -> jobQueue = value,
            "How many more jobs wait for their turn; another gets 503.")
        .defaultValue("100")
        .paramLabel("N");
    options
        .option(
            "--max-jobs",
            Integer.class,
            value -> maxJobs = value,
            "How many jobs are known at once; the oldest that is over is forgotten for a new one.")
        .defaultValue("1000")
        .paramLabel("N");
  }

  /**
   * The endpoints, as they were asked for.
   *
   * @param failures told of what handlers threw; any thread
   * @throws IllegalArgumentException in one line, when an option cannot be
   */
  List<Route> routes(HttpLimits limits, Consumer<Throwable> failures) {
    Origins origins = allowOrigin == null ? Origins.OWN : Origins.of(allowOrigin);
    JobLimits jobs =
        new JobLimits(
            count("--job-threads", jobThreads, JobLimits.MOST_THREADS),
            count("--job-queue", jobQueue, JobLimits.MOST_KEPT),
            count("--max-jobs", maxJobs, JobLimits.MOST_KEPT));
    return LabRoutes.of(WebSocketConfig.of(limits, failures), origins, new Jobs(jobs));
  }

  private static int count(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(option + " is from 1 to " + most + ", not " + value);
    }
    return value;
  }
}
