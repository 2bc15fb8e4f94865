// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import socketlab.app.route.CrossOrigin;
import socketlab.app.route.Origins;
import socketlab.app.route.Route;
import socketlab.app.route.RouteGroup;
import socketlab.cli.name.Options;
import socketlab.disk.DataFolder;
import socketlab.disk.log.FsyncPolicy;
import socketlab.disk.log.LogWriter;
import socketlab.protocol.http.HttpLimits;

/** What a user may say of the communication patterns, and all their endpoints then. */
public final class EndpointOptions {
  /** Records that wait for the disk; more are refused by 503. */
  private static final int MOST_WAITING = 100_000;

  /** Likewise, of all of them together. */
  private static final long MOST_WAITING_BYTES = 1 << 26;

  private final List<EndpointPart> parts =
      List.of(
          new WebSocketOptions(),
          new JobOptions(),
          new TopicOptions(),
          new ChatOptions(),
          new CompletionOptions(),
          new UploadOptions(),
          new PaymentOptions(),
          new SignInOptions(),
          // The last: it has a route for whatever nobody else has.
          new GrpcOptions());

  private final DeflateOption deflate = new DeflateOption();
  private final SlowOption slow = new SlowOption();

  private String allowOrigin;
  private Path data;
  private FsyncPolicy fsync;

  /** Adds the options of all parts to those of a command. */
  public void addTo(Options options) {
    options
        .option(
            "--allow-origin",
            String.class,
            value -> allowOrigin = value,
            "Sites whose pages may use the endpoints of the communication patterns as the server's"
                + " own pages do, with commas between them; where those of other sites would change"
                + " something or open a WebSocket, they get 403 (default: the server's own).")
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
    slow.addTo(options);
    options
        .option(
            "--fsync",
            FsyncPolicy.class,
            value -> fsync = value,
            "When what is written to --data is forced onto the disk: each for every record, batch"
                + " once for all that came meanwhile, before they are confirmed; none leaves it to"
                + " the kernel, and a power loss may take what was confirmed.")
        .defaultValue("batch")
        .paramLabel("WHEN");
    parts.forEach(part -> part.addTo(options));
  }

  /**
   * The endpoints, as they were asked for. Whoever asks closes them, behind the server.
   *
   * @param problems told in one line of what was survived; any thread
   * @param failures told of what handlers threw; any thread
   * @throws IllegalArgumentException in one line, when an option cannot be
   * @throws IOException in one line with the fix, when the data folder cannot be used
   */
  public List<RouteGroup> routes(
      HttpLimits limits, Consumer<String> problems, Consumer<Throwable> failures)
      throws IOException {
    Origins origins = allowOrigin == null ? Origins.OWN : Origins.of(allowOrigin);
    DataFolder folder = data == null ? null : DataFolder.open(data);
    LogWriter logs = new LogWriter(MOST_WAITING, MOST_WAITING_BYTES, failures);
    EndpointPart.Setting setting =
        new EndpointPart.Setting(
            limits,
            deflate.config(limits, failures),
            slow.policy(),
            origins,
            Optional.ofNullable(folder),
            logs,
            fsync,
            problems,
            failures);
    List<RouteGroup> all = new ArrayList<>();
    for (EndpointPart part : parts) {
      all.add(CrossOrigin.of(part.routes(setting), origins));
    }
    // Last, so that what the others still append is written.
    all.add(new Disk(logs, folder));
    return all;
  }

  /**
   * What the endpoints write by.
   *
   * @param folder null when there is none
   */
  private record Disk(LogWriter logs, DataFolder folder) implements RouteGroup {
    @Override
    public List<Route> routes() {
      return List.of();
    }

    @Override
    public void close() {
      logs.close();
      if (folder != null) {
        folder.close();
      }
    }
  }
}
