// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The jobs of a server, and the threads that run them: the same under every execution pattern,
 * since the point of a job is that no thread of the pattern waits for it. Thread-safe.
 */
public final class Jobs implements AutoCloseable {
  private static final int ID_BYTES = 8;
  private static final long TO_END_SECONDS = 10;

  private final JobLimits limits;

  /** By their ids, in the order in which they came. */
  private final Map<String, Job> known = new LinkedHashMap<>();

  /** Null before the first job, so that a server that gets none does not pay for them. */
  private Engine engine;

  /** What runs jobs, and tells when a wait is over. */
  private static final class Engine {
    final SecureRandom random = new SecureRandom();
    final ThreadPoolExecutor threads;
    final ScheduledThreadPoolExecutor clock;

    Engine(JobLimits limits) {
      threads =
          new ThreadPoolExecutor(
              limits.threads(),
              limits.threads(),
              0,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(limits.queued()),
              daemons("lab-job-"));
      clock = new ScheduledThreadPoolExecutor(1, daemons("lab-job-clock-"));
      clock.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory daemons(String name) {
      AtomicInteger number = new AtomicInteger();
      return runnable -> {
        Thread thread = new Thread(runnable, name + number.getAndIncrement());
        thread.setDaemon(true);
        return thread;
      };
    }
  }

  public Jobs(JobLimits limits) {
    this.limits = limits;
  }

  private Engine engine() {
    synchronized (known) {
      if (engine == null) {
        engine = new Engine(limits);
      }
      return engine;
    }
  }

  /** Takes on a job; empty when there is no room for it. */
  Optional<Job> submit(int sleepMillis, int spinMicros) {
    byte[] id = new byte[ID_BYTES];
    engine().random.nextBytes(id);
    Job job = new Job(HexFormat.of().formatHex(id), sleepMillis, spinMicros);
    synchronized (known) {
      if (known.size() >= limits.kept() && !forgetOne()) {
        return Optional.empty();
      }
      try {
        engine.threads.execute(job);
      } catch (RejectedExecutionException e) {
        return Optional.empty();
      }
      known.put(job.view().id(), job);
    }
    return Optional.of(job);
  }

  private boolean forgetOne() {
    for (Iterator<Job> jobs = known.values().iterator(); jobs.hasNext(); ) {
      if (jobs.next().view().state().isOver()) {
        jobs.remove();
        return true;
      }
    }
    return false;
  }

  Optional<Job> find(String id) {
    synchronized (known) {
      return Optional.ofNullable(known.get(id));
    }
  }

  /** Where a cancelled job leaves its place in the queue at once. */
  void cancel(Job job) {
    engine().threads.remove(job);
    job.cancel();
  }

  /** Tells when a wait is over; what it runs does not block. */
  ScheduledThreadPoolExecutor clock() {
    return engine().clock;
  }

  /** How many run at this moment. */
  public int running() {
    return engine().threads.getActiveCount();
  }

  /** How many wait to be told of a job, all together. */
  public int watchers() {
    synchronized (known) {
      return known.values().stream().mapToInt(Job::watchers).sum();
    }
  }

  /** Ends its threads; jobs that are not over are cancelled. */
  @Override
  public void close() {
    Engine ended;
    synchronized (known) {
      ended = engine;
    }
    if (ended == null) {
      return;
    }
    ended.threads.shutdownNow();
    ended.clock.shutdownNow();
    try {
      ended.threads.awaitTermination(TO_END_SECONDS, TimeUnit.SECONDS);
      ended.clock.awaitTermination(TO_END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
