// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.tls.TlsVersion;

@Timeout(60)
class HttpsWayTest {
  /** TCP, TLS, the request: what each of them takes, by its own specification. */
  @ParameterizedTest
  @EnumSource
  void theRoundTripsAreTheSumOfTheirParts(HttpsWay way) {
    int tcp = way.isFastOpen() ? 0 : 1;
    int tls = way.isEarly() ? 0 : way.version() == TlsVersion.TLS_1_2 ? 2 : 1;
    assertEquals(tcp + tls + 1, way.roundTrips());
  }

  @Test
  void eachHasANameOfItsOwn() {
    for (HttpsWay way : HttpsWay.values()) {
      assertEquals(way, HttpsWay.byId(way.id()).orElseThrow());
    }
    assertEquals(HttpsWay.values().length, HttpsWay.ids().stream().distinct().count());
  }
}
