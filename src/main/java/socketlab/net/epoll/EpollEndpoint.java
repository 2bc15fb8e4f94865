// SPDX-License-Identifier: Apache-2.0
package socketlab.net.epoll;

/** Whom an event of the set is for. */
public interface EpollEndpoint {
  /**
   * The descriptor is ready; the loop's thread.
   *
   * @param mask for what, by the flags of {@link socketlab.linux.poll.Epoll}
   */
  void ready(int mask);
}
