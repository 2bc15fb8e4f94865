// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import socketlab.protocol.SessionFactory;

/** The server that the corpus is for, with the default limits. */
public final class CorpusServer {
  private CorpusServer() {}

  public static SessionFactory sessions() {
    return Http.config(Http::serve);
  }
}
