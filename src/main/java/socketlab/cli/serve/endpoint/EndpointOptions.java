// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import socketlab.app.route.Origins;
import socketlab.app.route.RouteGroup;
import socketlab.cli.name.Options;
import socketlab.disk.DataFolder;
import socketlab.protocol.http.HttpLimits;

/** What a user may say of the communication patterns, and all their endpoints then. */
public final class EndpointOptions {
  private final List<EndpointPart> parts =
      List.of(
          new WebSocketOptions(), new JobOptions(), new TopicOptions(), new CompletionOptions());

  private final DeflateOption deflate = new DeflateOption();

  private String allowOrigin;
  private Path data;

  /** Adds the options of all parts to those of a command. */
  public void addTo(Options options) {
    options
        .option(
            "--allow-origin",
            String.class,
            value -> allowOrigin = value,
            "Sites whose pages may change something here or open a WebSocket, with commas between"
                + " them; pages of other sites get 403 (default: the server's own).")
        .paramLabel("ORIGIN");
    options
        .option(
            "--data",
            Path.class,
            value -> data = value,
            "The folder for what is to outlive the server; it is made when it is missing. One"
                + " server at a time may use it (default: nothing outlives the server).")
        .paramLabel("DIR");
    deflate.addTo(options);
    parts.forEach(part -> part.addTo(options));
  }

  /**
   * The endpoints, as they were asked for. Whoever asks closes them, behind the server.
   *
   * @param failures told of what handlers threw; any thread
   * @throws IllegalArgumentException in one line, when an option cannot be
   * @throws IOException in one line with the fix, when the data folder cannot be used
   */
  public List<RouteGroup> routes(HttpLimits limits, Consumer<Throwable> failures)
      throws IOException {
    Origins origins = allowOrigin == null ? Origins.OWN : Origins.of(allowOrigin);
    DataFolder folder = data == null ? null : DataFolder.open(data);
    EndpointPart.Setting setting =
        new EndpointPart.Setting(
            limits,
            deflate.config(limits, failures),
            origins,
            Optional.ofNullable(folder),
            failures);
    List<RouteGroup> all = new ArrayList<>();
    for (EndpointPart part : parts) {
      all.add(part.routes(setting));
    }
    return all;
  }
}
