// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import socketlab.protocol.Wire;
import socketlab.protocol.echo.EchoSession;

/** A client that wants a second handshake on a connection of TLS 1.2. */
@Timeout(60)
class RenegotiationTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void aSecondHandshakeIsNotBegun(EngineWay.Engine engine) throws Exception {
    TestAuthority authority = new TestAuthority(folder, "authority");
    TlsSetup setup =
        new TlsSetup(List.of(authority.server("localhost")), Optional.empty(), List.of());
    List<String> failures = new ArrayList<>();
    try (TlsContext context = engine.context(setup)) {
      Wire wire =
          new Wire(
              TlsSession.factory(
                  new TlsService(
                      context,
                      Map.of(),
                      peer -> new EchoSession(peer, PATIENCE),
                      PATIENCE,
                      failures::add)));
      TlsClient client =
          new TlsClient(TlsClient.trusting(authority.file()), wire, 3, "TLSv1.2").send("abc");
      assertEquals("abc", client.said());
      assertFalse(isAgreedOn(client), "a second handshake came to its end");
      wire.close();
    }
  }

  private static boolean isAgreedOn(TlsClient client) {
    try {
      return client.beginAgain();
    } catch (SSLException e) {
      // The server said no, rather than nothing.
      return false;
    }
  }
}
