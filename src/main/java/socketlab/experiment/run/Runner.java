// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.NetworkNamespace;

/** Runs experiments, those that only wait side by side, those that measure alone. */
public final class Runner {
  /** A JVM's start is the only work of a run that waits; more of them would start too slowly. */
  public static final int SIDE_BY_SIDE = 4;

  private final int times;
  private final Consumer<Result> progress;

  /**
   * @param times how often each is run, each time in a new network
   * @param progress is told each result when it is there, by the thread that called {@link #run}
   */
  public Runner(int times, Consumer<Result> progress) {
    this.times = times;
    this.progress = progress;
  }

  /** Runs them all; the results are in the order of the experiments. */
  public List<Result> run(List<Experiment> experiments) throws InterruptedException {
    Result[] results = new Result[experiments.size()];
    run(experiments, Cost.WAITS, SIDE_BY_SIDE, results);
    run(experiments, Cost.MEASURES, 1, results);
    return List.of(results);
  }

  private void run(List<Experiment> all, Cost cost, int sideBySide, Result[] results)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(sideBySide);
    try {
      List<List<Future<Trial>>> trials = new ArrayList<>();
      for (Experiment experiment : all) {
        List<Future<Trial>> own = new ArrayList<>();
        for (int i = 0; i < times && experiment.claim().cost() == cost; i++) {
          own.add(threads.submit(() -> trial(experiment)));
        }
        trials.add(own);
      }
      for (int i = 0; i < all.size(); i++) {
        if (!trials.get(i).isEmpty()) {
          results[i] = Result.of(all.get(i), await(trials.get(i)));
          progress.accept(results[i]);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Trial trial(Experiment experiment) throws InterruptedException {
    Availability network = NetworkNamespace.availability();
    return network.isAvailable()
        ? Trial.run(experiment)
        : Trial.skipped("no private network is possible here: " + network.cause().orElseThrow());
  }

  private static List<Trial> await(List<Future<Trial>> futures) throws InterruptedException {
    List<Trial> trials = new ArrayList<>();
    for (Future<Trial> future : futures) {
      try {
        trials.add(future.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    return trials;
  }
}
