// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a server of the lab counts itself, from its {@code /stats}: over all its threads.
 *
 * @param systemCalls empty when it does not tell
 * @param wakeUps likewise
 * @param open connections, the one that asks among them
 */
public record LabCounters(OptionalLong systemCalls, OptionalLong wakeUps, OptionalLong open) {
  /** Of whom nobody counts. */
  public static final LabCounters NOTHING =
      new LabCounters(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  /** Much longer than an answer takes from a server that is alive. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Asks; who does not know {@code /stats}, or does not answer in 5 s, tells nothing. */
  public static LabCounters of(InetSocketAddress address) {
    return of(address, PATIENCE);
  }

  static LabCounters of(InetSocketAddress address, Duration patience) {
    try {
      URLConnection stats =
          URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/stats")
              .toURL()
              .openConnection();
      stats.setConnectTimeout(Math.toIntExact(patience.toMillis()));
      stats.setReadTimeout(Math.toIntExact(patience.toMillis()));
      try (InputStream in = stats.getInputStream()) {
        return parse(new String(in.readAllBytes()));
      }
    } catch (IOException e) {
      return NOTHING;
    }
  }

  static LabCounters parse(String json) throws IOException {
    Object threads = JSON.std.mapFrom(json).get("threads");
    return threads instanceof List<?> list
        ? new LabCounters(sum(list, "systemCalls"), sum(list, "wakeUps"), sum(list, "open"))
        : NOTHING;
  }

  private static OptionalLong sum(List<?> threads, String field) {
    return threads.stream()
        .map(thread -> thread instanceof Map<?, ?> fields ? fields.get(field) : null)
        .filter(Number.class::isInstance)
        .mapToLong(value -> ((Number) value).longValue())
        .reduce(Long::sum);
  }
}
