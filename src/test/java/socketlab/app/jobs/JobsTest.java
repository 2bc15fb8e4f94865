// SPDX-License-Identifier: Apache-2.0
package socketlab.app.jobs;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread, a queue of two, and three jobs that are known at once. */
@Timeout(60)
class JobsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int LONG = 60_000;

  private final Jobs jobs = new Jobs(new JobLimits(1, 2, 3));

  @AfterEach
  void close() {
    jobs.close();
  }

  private Job submit(int sleepMillis) {
    return jobs.submit(sleepMillis, 0).orElseThrow();
  }

  private static void awaitState(Job job, JobState state) {
    await().atMost(SOON).until(() -> job.view().state() == state);
  }

  @Test
  void aJobTellsEachStep() {
    Job first = submit(LONG);
    Job job = submit(10);
    List<Job.View> seen = new CopyOnWriteArrayList<>();
    job.watch(() -> seen.add(job.view()));
    assertEquals(JobState.QUEUED, job.view().state(), "one at a time");
    jobs.cancel(first);
    awaitState(job, JobState.DONE);
    await().atMost(SOON).until(() -> seen.size() == 11);
    assertEquals(JobState.RUNNING, seen.getFirst().state());
    assertEquals(0.5, seen.get(5).progress());
    assertEquals(1, seen.getLast().progress());
    assertEquals("slept 10 ms and computed 0 microseconds", seen.getLast().result());
  }

  @Test
  void aFullQueueHasNoRoom() {
    Job running = submit(LONG);
    awaitState(running, JobState.RUNNING);
    submit(LONG);
    submit(LONG);
    assertEquals(Optional.empty(), jobs.submit(LONG, 0));
  }

  @Test
  void theOldestThatIsOverIsForgotten() {
    Job first = submit(0);
    awaitState(first, JobState.DONE);
    Job second = submit(LONG);
    awaitState(second, JobState.RUNNING);
    Job third = submit(LONG);
    Job fourth = submit(LONG);
    assertEquals(Optional.empty(), jobs.find(first.view().id()));
    for (Job job : List.of(second, third, fourth)) {
      assertEquals(Optional.of(job), jobs.find(job.view().id()));
    }
    assertEquals(Optional.empty(), jobs.submit(0, 0), "none is over");
  }

  @Test
  void aCancelReachesARunningJobAndAQueuedOne() {
    Job running = submit(LONG);
    awaitState(running, JobState.RUNNING);
    Job queued = submit(LONG);
    Job last = submit(0);
    jobs.cancel(queued);
    assertEquals(JobState.CANCELLED, queued.view().state());
    jobs.cancel(running);
    awaitState(running, JobState.CANCELLED);
    awaitState(last, JobState.DONE);
    jobs.cancel(last);
    assertEquals(JobState.DONE, last.view().state(), "what is over stays as it is");
  }

  @Test
  void whoIsNoMoreInterestedIsForgotten() {
    Job job = submit(LONG);
    Runnable watcher = () -> {};
    job.watch(watcher);
    assertEquals(1, jobs.watchers());
    job.unwatch(watcher);
    assertEquals(0, jobs.watchers());
  }

  @Test
  void theEtagChangesWithTheState() {
    submit(LONG);
    Job job = submit(LONG);
    String queued = job.view().etag();
    jobs.cancel(job);
    assertNotEquals(queued, job.view().etag());
  }
}
