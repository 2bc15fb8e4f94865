// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve.endpoint;

import java.util.function.Consumer;
import socketlab.cli.name.Options;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.websocket.WebSocketConfig;
import socketlab.protocol.websocket.deflate.DeflatePool;

/** Whether WebSockets are compressed, for all endpoints that speak it. */
final class DeflateOption {
  private static final String NAME = "--deflate";

  /** What is shorter gains little: a compressed message has some bytes of its own. */
  private static final String USUAL_BYTES = "64";

  private static final int MOST_BYTES = 1 << 30;

  /** How many times as long as it came a message may become; deflate itself reaches 1032. */
  private static final int RATIO = 200;

  private Integer threshold;

  void addTo(Options options) {
    options
        .option(
            NAME,
            Integer.class,
            value -> threshold = value,
            "Compress the messages of a WebSocket whose client offers permessage-deflate, from"
                + " BYTES on (default: "
                + USUAL_BYTES
                + "; without the option nothing is compressed).")
        .arity("0..1")
        .fallbackValue(USUAL_BYTES)
        .paramLabel("BYTES");
  }

  /**
   * What all WebSockets of the server share; their limits are those of HTTP.
   *
   * @throws IllegalArgumentException in one line, when the option cannot be
   */
  WebSocketConfig config(HttpLimits limits, Consumer<Throwable> failures) {
    WebSocketConfig plain = WebSocketConfig.of(limits, failures);
    return threshold == null
        ? plain
        : plain.with(new DeflatePool(EndpointPart.count(NAME, threshold, MOST_BYTES), RATIO));
  }
}
