// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AddressTextTest {
  /** The cases of RFC 5952 section 4, and the two that servers listen on. */
  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "2001:0db8::0001, 2001:db8::1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8:AAAA::, 2001:db8:aaaa::",
    "127.0.0.1, 127.0.0.1",
  })
  void aHostHasOneText(String written, String text) throws UnknownHostException {
    assertEquals(text, AddressText.host(InetAddress.getByName(written)));
  }

  @Test
  void anIpv6HostStandsInBrackets() throws UnknownHostException {
    assertEquals(
        "[::1]:8080", AddressText.of(new InetSocketAddress(InetAddress.getByName("::1"), 8080)));
    assertEquals(
        "127.0.0.1:0",
        AddressText.of(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0)));
  }
}
