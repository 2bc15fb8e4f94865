// SPDX-License-Identifier: Apache-2.0
package socketlab.app.work;

/**
 * Keeps the calling thread, asleep as a slow query does and then busy as a costly page does.
 *
 * @param sleepMillis 0 for not at all
 * @param spinMicros of processor time, as far as nobody else takes the processor
 */
public record SyntheticWork(int sleepMillis, int spinMicros) {
  /** All of it. */
  public void run() throws InterruptedException {
    runPart(1);
  }

  /**
   * One of so many equal parts of it.
   *
   * @throws InterruptedException when the thread was interrupted while it slept
   */
  public void runPart(int parts) throws InterruptedException {
    if (sleepMillis > 0) {
      Thread.sleep(sleepMillis / parts);
    }
    long until = System.nanoTime() + spinMicros * 1000L / parts;
    while (System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
  }
}
