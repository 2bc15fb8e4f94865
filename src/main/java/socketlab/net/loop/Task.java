// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

/** Work for a loop thread. It carries its own link, so that queueing it allocates nothing. */
abstract class Task {
  Task next;

  abstract void perform();
}
