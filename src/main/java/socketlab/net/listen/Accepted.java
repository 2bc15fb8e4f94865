// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import java.io.Closeable;

/**
 * A connection off the accept queue that nobody reads yet. It is given to exactly one reader of the
 * same transport, or closed.
 */
public interface Accepted extends Closeable {
  /** What its listener offers. */
  Service service();

  /** Closes the connection unread; the peer sees its end or a reset. */
  @Override
  void close();
}
