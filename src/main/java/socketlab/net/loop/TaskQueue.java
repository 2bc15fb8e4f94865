// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Tasks from any thread, taken all at once by one: a Treiber stack that is turned round when taken.
 * No lock and no allocation; one compare-and-set to add, one exchange to take. A task may be in it
 * only once.
 */
final class TaskQueue {
  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(TaskQueue.class, "top", Task.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile Task top;

  /** Any thread. */
  void add(Task task) {
    Task below;
    do {
      below = top;
      task.next = below;
    } while (!TOP.compareAndSet(this, below, task));
  }

  boolean isEmpty() {
    return top == null;
  }

  /**
   * Performs what is in it, in the order it was added; what is added meanwhile waits for the next
   * call. When one throws, those behind it stay in the queue.
   */
  void performAll() {
    if (top == null) {
      return;
    }
    Task task = null;
    for (Task from = (Task) TOP.getAndSet(this, null); from != null; ) {
      Task below = from.next;
      from.next = task;
      task = from;
      from = below;
    }
    try {
      while (task != null) {
        // The link is read first: once performing, the task may be added again.
        Task performing = task;
        task = performing.next;
        performing.next = null;
        performing.perform();
      }
    } finally {
      while (task != null) {
        Task left = task;
        task = left.next;
        add(left);
      }
    }
  }
}
