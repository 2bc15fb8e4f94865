// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
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

  /** Asks; who does not know {@code /stats} tells nothing. */
  public static LabCounters of(InetSocketAddress address) {
    try (InputStream in =
        URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/stats")
            .toURL()
            .openStream()) {
      return parse(new String(in.readAllBytes()));
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
