// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

import java.util.ArrayList;
import java.util.List;

/** Workers that finish when the test says so, in the order the test says. */
public final class Workers implements Handlers {
  /** Work that is done before {@link #offer} returns, and yet goes the long way. */
  public static final Handlers AT_ONCE =
      (message, waiting) -> {
        message.run();
        return true;
      };

  private final List<Runnable> tasks = new ArrayList<>();
  private final List<Peer> refused = new ArrayList<>();
  private final int most;

  public Workers() {
    this(Integer.MAX_VALUE);
  }

  /**
   * @param most tasks that may wait; whoever offers more is refused, and woken when there is room
   */
  public Workers(int most) {
    this.most = most;
  }

  @Override
  public boolean offer(Runnable task, Peer waiting) {
    if (tasks.size() >= most) {
      refused.add(waiting);
      return false;
    }
    tasks.add(task);
    return true;
  }

  public int waiting() {
    return tasks.size();
  }

  /** How often there was no room, since there was room last. */
  public int refused() {
    return refused.size();
  }

  /** Runs the task at this place in the line; 0 is the oldest. */
  public void run(int index) {
    Runnable task = tasks.remove(index);
    refused.forEach(Peer::wake);
    refused.clear();
    task.run();
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
