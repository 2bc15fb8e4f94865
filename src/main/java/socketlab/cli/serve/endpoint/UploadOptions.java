// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import java.io.IOException;
import java.time.Duration;
import socketlab.app.route.RouteGroup;
import socketlab.app.uploads.UploadEndpoints;
import socketlab.app.uploads.store.UploadLimits;
import socketlab.app.uploads.store.UploadStore;
import socketlab.cli.name.Options;

/** How much may be uploaded, how long it is kept, and by how many threads. */
final class UploadOptions implements EndpointPart {
  private long bytes;
  private int most;
  private Duration expiry;
  private int threads;

  @Override
  public void addTo(Options options) {
    options
        .option(
            "--max-upload-bytes",
            Long.class,
            value -> bytes = value,
            "Bytes of the largest upload of /uploads and image of /images; above it 413.")
        .defaultValue("4294967296")
        .paramLabel("BYTES");
    options
        .option(
            "--max-uploads",
            Integer.class,
            value -> most = value,
            "How many uploads and images are kept at once; another gets 503.")
        .defaultValue("1000")
        .paramLabel("N");
    options
        .option(
            "--upload-expiry",
            Duration.class,
            value -> expiry = value,
            "How long an upload is kept after its last byte; then its files are deleted.")
        .defaultValue("1440m")
        .paramLabel("TIME");
    options
        .option(
            "--upload-threads",
            Integer.class,
            value -> threads = value,
            "How many threads write, read and force the files of uploads.")
        .defaultValue("4")
        .paramLabel("N");
  }

  @Override
  public RouteGroup routes(Setting setting) throws IOException {
    if (bytes < 1) {
      throw new IllegalArgumentException("--max-upload-bytes is from 1, not " + bytes);
    }
    if (expiry.toMillis() < 1) {
      throw new IllegalArgumentException("--upload-expiry is above zero, not " + expiry);
    }
    UploadLimits limits =
        new UploadLimits(
            bytes,
            EndpointPart.count("--max-uploads", most, UploadLimits.MOST_KEPT),
            expiry,
            EndpointPart.count("--upload-threads", threads, UploadLimits.MOST_THREADS),
            UploadLimits.SILENCE);
    UploadStore store =
        setting.data().isPresent()
            ? UploadStore.open(setting.data().get().folder("uploads"), limits, setting.failures())
            : UploadStore.temporary(limits, setting.failures());
    return new UploadEndpoints(store, setting.origins());
  }
}
