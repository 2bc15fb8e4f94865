// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import socketlab.protocol.http.HttpContract;

/** What a handler may rely on, over HTTP/2. */
class Http2ContractTest extends HttpContract {
  Http2ContractTest() {
    super(Http2Carrier::new);
  }
}
