// SPDX-License-Identifier: Apache-2.0
package socketlab.net.nio;

import java.nio.channels.SelectionKey;

/** What a key of the selector is attached to. */
public interface NioEndpoint {
  /** The channel is ready for some of what the key asks for; the loop's thread. */
  void ready(SelectionKey key);
}
