// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import socketlab.app.jobs.JobEndpoints;
import socketlab.app.jobs.JobLimits;
import socketlab.app.jobs.Jobs;
import socketlab.app.route.RouteGroup;
import socketlab.cli.name.Options;

/** How many jobs run, wait and are known. */
final class JobOptions implements EndpointPart {
  private int threads;
  private int queue;
  private int most;

  @Override
  public void addTo(Options options) {
    options
        .option(
            "--job-threads",
            Integer.class,
            value -> threads = value,
            "How many jobs of POST /jobs run at once, on threads of their own.")
        .defaultValue("2")
        .paramLabel("N");
    options
        .option(
            "--job-queue",
            Integer.class,
            value -> queue = value,
            "How many more jobs wait for their turn; another gets 503.")
        .defaultValue("100")
        .paramLabel("N");
    options
        .option(
            "--max-jobs",
            Integer.class,
            value -> most = value,
            "How many jobs are known at once; the oldest that is over is forgotten for a new one.")
        .defaultValue("1000")
        .paramLabel("N");
  }

  @Override
  public RouteGroup routes(Setting setting) {
    JobLimits limits =
        new JobLimits(
            EndpointPart.count("--job-threads", threads, JobLimits.MOST_THREADS),
            EndpointPart.count("--job-queue", queue, JobLimits.MOST_KEPT),
            EndpointPart.count("--max-jobs", most, JobLimits.MOST_KEPT));
    return new JobEndpoints(new Jobs(limits), setting.origins());
  }
}
