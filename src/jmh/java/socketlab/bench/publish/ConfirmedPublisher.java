// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.publish;

/** One who publishes, and waits. Thread contract: one thread. */
interface ConfirmedPublisher extends AutoCloseable {
  /**
   * Publishes a message and returns when the server has confirmed it.
   *
   * @throws Exception when it refuses, or is gone
   */
  void publish(byte[] message) throws Exception;
}
