// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;

/** Has a client of its server, too, which is closed with it. */
abstract class WithClient extends WithServer {
  TestClient client;

  @BeforeEach
  void connect() throws IOException {
    client = server.connect();
  }
}
