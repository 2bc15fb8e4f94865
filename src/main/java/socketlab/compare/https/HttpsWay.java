// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import socketlab.tls.TlsVersion;

/**
 * A way from no connection at all to the first byte of an HTTPS answer, and how many round trips
 * the specifications give it: TCP's handshake takes one (RFC 9293 section 3.5), none with Fast Open
 * (RFC 7413); TLS 1.2 takes two (RFC 5246 section 7.3), TLS 1.3 one (RFC 8446 section 2), none with
 * early data (section 2.3); and the request with its answer takes the last.
 */
public enum HttpsWay {
  TLS_1_2("tls-1.2", "TCP + TLS 1.2", 4, TlsVersion.TLS_1_2, false, false, false),
  TLS_1_3("tls-1.3", "TCP + TLS 1.3", 3, TlsVersion.TLS_1_3, false, false, false),
  RESUMED("tls-1.3-resumed", "TCP + TLS 1.3, resumed", 3, TlsVersion.TLS_1_3, false, true, false),
  FAST_OPEN("tfo-tls-1.3", "TFO + TLS 1.3", 2, TlsVersion.TLS_1_3, true, false, false),
  EARLY_DATA("tls-1.3-0rtt", "TCP + TLS 1.3 + 0-RTT", 2, TlsVersion.TLS_1_3, false, true, true),
  FAST_OPEN_EARLY_DATA(
      "tfo-0rtt", "TFO + TLS 1.3 + 0-RTT", 1, TlsVersion.TLS_1_3, true, true, true);

  private final String id;
  private final String title;
  private final int roundTrips;
  private final TlsVersion version;
  private final boolean fastOpen;
  private final boolean resumed;
  private final boolean early;

  HttpsWay(
      String id,
      String title,
      int roundTrips,
      TlsVersion version,
      boolean fastOpen,
      boolean resumed,
      boolean early) {
    this.id = id;
    this.title = title;
    this.roundTrips = roundTrips;
    this.version = version;
    this.fastOpen = fastOpen;
    this.resumed = resumed;
    this.early = early;
  }

  /** The way of this name. */
  public static Optional<HttpsWay> byId(String id) {
    return Arrays.stream(values()).filter(way -> way.id.equals(id)).findFirst();
  }

  public static List<String> ids() {
    return Arrays.stream(values()).map(HttpsWay::id).toList();
  }

  /** Its name in results and on the command line. */
  public String id() {
    return id;
  }

  public String title() {
    return title;
  }

  /** How many the specifications give it, the request's own among them. */
  public int roundTrips() {
    return roundTrips;
  }

  TlsVersion version() {
    return version;
  }

  /** Whether its first bytes go in the SYN, by a cookie of an earlier connection. */
  public boolean isFastOpen() {
    return fastOpen;
  }

  /** Whether it takes up an earlier session by its ticket. */
  public boolean isResumed() {
    return resumed;
  }

  /** Whether its request is early data. */
  public boolean isEarly() {
    return early;
  }
}
