// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Wire;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** A Host line that is known already means what it meant when it was read byte by byte. */
@Timeout(20)
class UsualHostTest {
  private static final String KNOWN = "Host: a.example:80\r\n";

  @Test
  void theHandlerSeesTheHostOfEachRequest() {
    String requests =
        get(KNOWN) + get(KNOWN) + get("Host: b\r\n") + get("hOST:  c \r\n") + get(KNOWN);
    List<String> hosts = List.of("a.example:80", "a.example:80", "b", "c", "a.example:80");
    assertEquals(hosts, Answers.bodies(served().feed(requests).received()));
    assertEquals(
        hosts, Answers.bodies(served().feedByteByByte(requests.getBytes(US_ASCII)).received()));
  }

  @Test
  void aKnownHostTwiceIsTwoHosts() {
    Wire wire = served().feed(get(KNOWN)).feed(get(KNOWN + KNOWN));
    assertEquals(List.of(200, 400), Answers.statuses(wire.received()));
  }

  @Test
  void aKnownHostAndAnotherAreTwoHosts() {
    Wire wire = served().feed(get(KNOWN)).feed(get(KNOWN + "Host: b\r\n"));
    assertEquals(List.of(200, 400), Answers.statuses(wire.received()));
  }

  @Test
  void aKnownHostThatGoesOnIsFolded() {
    Wire wire = served().feed(get(KNOWN)).feed(get(KNOWN + " more\r\n"));
    assertEquals(List.of(200, 400), Answers.statuses(wire.received()));
  }

  @Test
  void theBeginningOfAKnownHostIsAnother() {
    Wire wire = served().feed(get(KNOWN)).feed(get("Host: a.example:8\r\n"));
    assertEquals(List.of("a.example:80", "a.example:8"), Answers.bodies(wire.received()));
  }

  /** Its memory is every connection's. */
  @Test
  void aLongHostIsNotKept() {
    UsualHost usual = new UsualHost();
    byte[] before = usual.line();
    byte[] line = ("Host: " + "x".repeat(200) + "\r\n").getBytes(US_ASCII);
    assertSame(before, usual.keep(line, 0, line.length));
    assertSame(before, usual.line());
  }

  private static Wire served() {
    return Http.wire(UsualHostTest::host);
  }

  private static String get(String fields) {
    return "GET / HTTP/1.1\r\n" + fields + "\r\n";
  }

  private static void host(Request request, Response response) {
    response.send(Status.OK, request.field("host").getBytes(US_ASCII));
  }
}
