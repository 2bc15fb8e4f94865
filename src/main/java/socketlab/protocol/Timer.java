// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol;

/**
 * Calls back once at a time. It can be set again, which moves it, also by its own callback.
 * Confined to the thread that made it.
 */
public interface Timer {
  /**
   * @param at by {@link System#nanoTime}; a time that has passed is due at once, by the next turn
   */
  void set(long at);

  /** It does not call back, unless it is set again. */
  void cancel();
}
