// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

/** Lets a test reach the engine of the last connection. */
final class KeyUpdating implements TlsClientContext {
  private final TlsClientContext context;
  private TlsClientEngine last;

  KeyUpdating(TlsClientContext context) {
    this.context = context;
  }

  @Override
  public TlsClientEngine connect(String serverName, TlsTicket ticket) {
    last = context.connect(serverName, ticket);
    return last;
  }

  TlsClientEngine last() {
    return last;
  }

  @Override
  public void close() {
    context.close();
  }
}
