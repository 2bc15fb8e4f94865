// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import java.util.List;

/** Routes that belong together, and what they keep as long as the server runs. */
public interface RouteGroup extends AutoCloseable {
  /** Asked once. */
  List<Route> routes();

  /**
   * Lets go of threads and files. Called once, when the server has stopped and no request is under
   * way any more; what was confirmed to a client must not depend on it.
   */
  @Override
  default void close() {}
}
