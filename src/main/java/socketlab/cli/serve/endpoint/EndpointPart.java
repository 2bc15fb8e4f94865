// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import socketlab.app.route.Origins;
import socketlab.app.route.RouteGroup;
import socketlab.app.topics.hub.SlowPolicy;
import socketlab.cli.name.Options;
import socketlab.disk.DataFolder;
import socketlab.disk.log.FsyncPolicy;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogConfig;
import socketlab.disk.log.LogWriter;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.websocket.WebSocketConfig;

/** What a user may say of one communication pattern, and its endpoints then. */
interface EndpointPart {
  /**
   * What all parts share.
   *
   * @param sockets what all WebSockets share
   * @param slow what becomes of those who hear too slowly
   * @param origins whose pages may change something
   * @param data the folder that outlives the server; empty when nothing is to
   * @param logs the one writer of all logs; closed behind all endpoints
   * @param fsync when a log is forced onto the disk
   * @param problems told in one line of what was survived; any thread
   * @param failures told of what handlers and threads of an endpoint threw; any thread
   */
  record Setting(
      HttpLimits limits,
      WebSocketConfig sockets,
      SlowPolicy slow,
      Origins origins,
      Optional<DataFolder> data,
      LogWriter logs,
      FsyncPolicy fsync,
      Consumer<String> problems,
      Consumer<Throwable> failures) {
    /**
     * The log of this name: in the data folder, or in memory when there is none.
     *
     * @throws IOException in one line with the file, when it is damaged or cannot be read
     */
    Log log(String name, LogConfig config) throws IOException {
      if (data.isEmpty()) {
        return logs.openInMemory(config);
      }
      Log log = logs.open(data.get().path().resolve(name), config);
      if (log.cutAtOpen() > 0) {
        problems.accept(
            "the log '%s' ended with %d bytes of a record that was never confirmed; they are cut"
                .formatted(name, log.cutAtOpen()));
      }
      return log;
    }
  }

  /** Adds its options to those of a command. */
  void addTo(Options options);

  /**
   * The endpoints, as they were asked for.
   *
   * @throws IllegalArgumentException in one line, when an option cannot be
   * @throws IOException in one line with the fix, when the data folder cannot be used
   */
  RouteGroup routes(Setting setting) throws IOException;

  /** Checks a count that a user gave. */
  static int count(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(option + " is from 1 to " + most + ", not " + value);
    }
    return value;
  }
}
