// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import socketlab.tls.jdk.JdkContext;
import socketlab.tls.openssl.OpenSslContext;

/**
 * An engine at the server, and a version of TLS that its client speaks.
 *
 * @param version as the JDK calls it
 */
record EngineWay(Engine engine, String version) {
  enum Engine {
    OPENSSL {
      @Override
      TlsContext context(TlsSetup setup) throws IOException {
        return OpenSslContext.of(setup);
      }
    },
    JDK {
      @Override
      TlsContext context(TlsSetup setup) throws IOException {
        return JdkContext.of(setup);
      }
    };

    abstract TlsContext context(TlsSetup setup) throws IOException;
  }

  static Stream<EngineWay> all() {
    return Arrays.stream(Engine.values())
        .flatMap(
            engine ->
                Stream.of(new EngineWay(engine, "TLSv1.3"), new EngineWay(engine, "TLSv1.2")));
  }

  @Override
  public String toString() {
    return engine + ", " + version;
  }
}
