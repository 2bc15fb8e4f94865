// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import socketlab.tls.TlsConnection;
import socketlab.tls.TlsFailure;
import socketlab.tls.TlsServerEngine;
import socketlab.tls.certificate.ServedCertificates;

/** The server's side of an SSL object between two memory BIOs. */
final class OpenSslServerEngine extends OpenSslEngine implements TlsServerEngine {
  private final OpenSslContext context;

  /**
   * @param context kept while the library may call it back
   * @param first its SSL_CTX that a connection begins with
   */
  OpenSslServerEngine(OpenSslContext context, MemorySegment first) {
    super(first, OpenSsl.SET_ACCEPT);
    this.context = context;
  }

  @Override
  public int readEarly(byte[] into) throws TlsFailure {
    if (!context.takesEarly()) {
      return ENDED;
    }
    OpenSsl.clearErrors();
    MemorySegment record = RECORD.get();
    MemorySegment count = COUNT.get();
    int result;
    try {
      result =
          (int)
              EarlyCalls.READ_EARLY.invokeExact(
                  ssl, record, (long) TlsConnection.RECORD_BYTES, count);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
    return switch (result) {
      case EarlyCalls.READ_SOME -> taken(record, (int) count.get(JAVA_LONG, 0), into);
      case EarlyCalls.READ_ALL -> ENDED;
      default -> {
        if (error(0) != OpenSsl.WANT_READ) {
          throw failure("the handshake failed", cause());
        }
        yield 0;
      }
    };
  }

  @Override
  public String serverName() {
    return OpenSslNames.serverName(ssl);
  }

  @Override
  public String client() {
    return OpenSslClients.subject(ssl);
  }

  @Override
  public ServedCertificates certificates() {
    return context.certificates();
  }

  @Override
  String cause() {
    return super.cause() + OpenSslClients.reason(ssl);
  }
}
