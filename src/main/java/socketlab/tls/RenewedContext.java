// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import java.io.IOException;

/**
 * Certificates that may be read again while connections are open: those keep what they began with,
 * and new ones get what was read last. Thread-safe.
 */
public final class RenewedContext implements TlsContext {
  /** Reads certificates and keys. */
  @FunctionalInterface
  public interface Source {
    /**
     * @throws IOException in one line, when they cannot be used
     */
    TlsContext read() throws IOException;
  }

  private final Source source;
  private volatile TlsContext current;

  private RenewedContext(Source source, TlsContext first) {
    this.source = source;
    current = first;
  }

  /** Reads them for the first time. */
  public static RenewedContext of(Source source) throws IOException {
    return new RenewedContext(source, source.read());
  }

  /**
   * Reads them again. The former ones are left to the collector, since another thread may just be
   * opening a connection by them.
   *
   * @throws IOException in one line, when they cannot be used: all stays as it was
   */
  public synchronized void renew() throws IOException {
    current = source.read();
  }

  @Override
  public TlsServerEngine accept() {
    return current.accept();
  }

  @Override
  public void close() {
    current.close();
  }
}
