// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Workers that finish when the test says so, in the order the test says. */
public final class Workers implements Executor {
  private final List<Runnable> tasks = new ArrayList<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  public int waiting() {
    return tasks.size();
  }

  /** Runs the task at this place in the line; 0 is the oldest. */
  public void run(int index) {
    tasks.remove(index).run();
  }

  public void runLast() {
    run(tasks.size() - 1);
  }

  public void runAll() {
    while (!tasks.isEmpty()) {
      run(0);
    }
  }
}
