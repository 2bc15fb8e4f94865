// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.communication;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** All communication patterns. */
public final class CommunicationPatterns {
  /** In the order in which they are best read. */
  private static final List<String> IDS =
      List.of(
          "request-response",
          "asynchronous-request",
          "short-polling",
          "long-polling",
          "server-sent-events",
          "push",
          "publish-subscribe",
          "stateful-or-stateless",
          "idempotent-request",
          "streamed-answer");

  private CommunicationPatterns() {}

  /** In the order in which they are best read. */
  public static List<CommunicationPattern> all() {
    return IDS.stream().map(CommunicationPatterns::load).toList();
  }

  /** The one of exactly this id. */
  public static Optional<CommunicationPattern> byId(String id) {
    return IDS.stream().filter(id::equals).findFirst().map(CommunicationPatterns::load);
  }

  private static CommunicationPattern load(String id) {
    try (InputStream page =
        CommunicationPatterns.class.getResourceAsStream("/communication/" + id + ".md")) {
      return CommunicationPage.parse(id, new String(page.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
