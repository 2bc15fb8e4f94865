// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What the peers have in common. */
final class PeerServer {
  static final String HOST = "127.0.0.1";
  static final String BODY = "Hello, World!";
  static final int BACKLOG = 4096;

  /** RFC 9110, 5.6.7: two digits for the day, which RFC_1123_DATE_TIME does not promise. */
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  private static volatile byte[] date = format();

  private PeerServer() {}

  static byte[] body() {
    return BODY.getBytes(US_ASCII);
  }

  /**
   * The last thing a peer does.
   *
   * @param library a class of it: its jar's name has the version
   */
  static void listening(Class<?> library, int port) throws Exception {
    Path jar = Path.of(library.getProtectionDomain().getCodeSource().getLocation().toURI());
    System.out.println("version " + jar.getFileName().toString().replace(".jar", ""));
    System.out.println("listening on http://" + HOST + ":" + port);
  }

  /** The date of an answer, made once a second as all of them do that care. */
  static byte[] date() {
    return date;
  }

  static void keepDate() {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    clock.scheduleAtFixedRate(() -> date = format(), 1, 1, TimeUnit.SECONDS);
  }

  private static byte[] format() {
    return FORMAT.format(ZonedDateTime.now(ZoneOffset.UTC)).getBytes(US_ASCII);
  }
}
