// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import java.util.List;
import java.util.stream.Stream;
import socketlab.app.route.Origins;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.app.uploads.store.UploadStore;

/** {@code /images} and {@code /uploads}, with their files in one store. */
public final class UploadEndpoints implements RouteGroup {
  private final UploadStore store;
  private final Origins origins;

  /**
   * @param store closed with this
   * @param origins whose pages may upload and delete
   */
  public UploadEndpoints(UploadStore store, Origins origins) {
    this.store = store;
    this.origins = origins;
  }

  @Override
  public List<Route> routes() {
    return Stream.of(
            new TusEndpoints(store, origins).routes(), new ImageEndpoints(store, origins).routes())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public void close() {
    store.close();
  }
}
