// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** Has a server of its own for each test, which is stopped behind it, and looked at then. */
abstract class WithServer {
  @Parameter Variant variant;
  TestServer server;

  /** What it is started with. */
  TestServer.Setup setup() {
    return TestServer.of(variant);
  }

  @BeforeEach
  void start() throws IOException {
    server = setup().start();
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
