// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import socketlab.protocol.http.HttpContract;

/** What a handler may rely on, over HTTP/1.1. */
class Http1ContractTest extends HttpContract {
  Http1ContractTest() {
    super(Http1Carrier::new);
  }
}
