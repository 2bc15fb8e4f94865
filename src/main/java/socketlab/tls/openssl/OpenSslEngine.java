// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import socketlab.protocol.Output;
import socketlab.tls.TlsFailure;
import socketlab.tls.TlsServerEngine;
import socketlab.tls.TlsSession;
import socketlab.tls.certificate.ServedCertificates;

/**
 * One SSL object between two memory BIOs: records go into one and come out of the other, and the
 * library sees no socket.
 *
 * <pre>
 *   feed ─▶ BIO ─▶ SSL ─▶ read
 *   drain ◀─ BIO ◀─ SSL ◀─ write
 * </pre>
 */
final class OpenSslEngine implements TlsServerEngine {
  /** A record, outside of the heap, of the thread that reads or writes. */
  private static final ThreadLocal<MemorySegment> RECORD =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(TlsSession.RECORD_BYTES));

  /** What is drained at once; a record with its head and tag fits. */
  private static final ThreadLocal<byte[]> DRAINED =
      ThreadLocal.withInitial(() -> new byte[TlsSession.RECORD_BYTES + 512]);

  private final OpenSslContext context;
  private final MemorySegment ssl;
  private final MemorySegment incoming;
  private final MemorySegment outgoing;
  private boolean broken;

  /**
   * @param context kept while the library may call it back
   * @param first its SSL_CTX that a connection begins with
   */
  OpenSslEngine(OpenSslContext context, MemorySegment first) {
    this.context = context;
    OpenSsl.clearErrors();
    try {
      MemorySegment kind = (MemorySegment) OpenSsl.BIO_MEM.invokeExact();
      ssl = there((MemorySegment) OpenSsl.NEW.invokeExact(first));
      incoming = there((MemorySegment) OpenSsl.BIO_NEW.invokeExact(kind));
      outgoing = there((MemorySegment) OpenSsl.BIO_NEW.invokeExact(kind));
      OpenSsl.SET_BIO.invokeExact(ssl, incoming, outgoing);
      OpenSsl.SET_ACCEPT.invokeExact(ssl);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private static MemorySegment there(MemorySegment pointer) {
    return OpenSsl.present(pointer)
        .orElseThrow(() -> OpenSsl.failed("no memory for a TLS connection"));
  }

  @Override
  public void feed(byte[] bytes, int from, int to) {
    try {
      MemorySegment records = MemorySegment.ofArray(bytes).asSlice(from, to - from);
      int taken = (int) OpenSsl.BIO_WRITE.invokeExact(incoming, records, to - from);
      if (taken != to - from) {
        throw OpenSsl.failed("no memory for the records that came");
      }
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  @Override
  public boolean handshake() throws TlsFailure {
    OpenSsl.clearErrors();
    int result;
    try {
      result = (int) OpenSsl.DO_HANDSHAKE.invokeExact(ssl);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
    if (result == 1) {
      return true;
    }
    if (error(result) != OpenSsl.WANT_READ) {
      throw failure("the handshake failed");
    }
    return false;
  }

  @Override
  public int read(byte[] into) throws TlsFailure {
    OpenSsl.clearErrors();
    MemorySegment record = RECORD.get();
    int count;
    try {
      count = (int) OpenSsl.READ.invokeExact(ssl, record, TlsSession.RECORD_BYTES);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
    if (count > 0) {
      MemorySegment.copy(record, JAVA_BYTE, 0, into, 0, count);
      return count;
    }
    return switch (error(count)) {
      case OpenSsl.WANT_READ -> 0;
      case OpenSsl.ZERO_RETURN -> ENDED;
      default -> throw failure("a record is broken");
    };
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws TlsFailure {
    OpenSsl.clearErrors();
    MemorySegment record = RECORD.get();
    MemorySegment.copy(bytes, from, record, JAVA_BYTE, 0, length);
    int count;
    try {
      count = (int) OpenSsl.WRITE.invokeExact(ssl, record, length);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
    // A memory BIO takes all there is.
    if (count != length) {
      throw failure("a record could not be written");
    }
  }

  @Override
  public void end() {
    try {
      OpenSsl.clearErrors();
      int unused = (int) OpenSsl.SHUTDOWN.invokeExact(ssl);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  @Override
  public void drain(Output out) {
    byte[] drained = DRAINED.get();
    try {
      while ((long) OpenSsl.BIO_PENDING.invokeExact(outgoing) > 0) {
        int count =
            (int)
                OpenSsl.BIO_READ.invokeExact(
                    outgoing, MemorySegment.ofArray(drained), drained.length);
        if (count <= 0) {
          return;
        }
        out.put(drained, 0, count);
      }
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  @Override
  public String applicationProtocol() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(ADDRESS);
      MemorySegment length = arena.allocate(JAVA_INT);
      OpenSsl.ALPN_SELECTED.invokeExact(ssl, name, length);
      int count = length.get(JAVA_INT, 0);
      if (count == 0) {
        return null;
      }
      byte[] text = name.get(ADDRESS, 0).reinterpret(count).toArray(JAVA_BYTE);
      return new String(text, US_ASCII);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  @Override
  public String version() {
    try {
      return OpenSsl.text((MemorySegment) OpenSsl.VERSION.invokeExact(ssl));
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  @Override
  public boolean isResumed() {
    try {
      return (int) OpenSsl.REUSED.invokeExact(ssl) == 1;
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
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
  public int kept() {
    try {
      return (int) (long) OpenSsl.BIO_PENDING.invokeExact(incoming);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  @Override
  public void close() {
    try {
      if (!broken) {
        // A connection that just ends, as TCP does, may still be taken up again.
        OpenSsl.SET_SHUTDOWN.invokeExact(ssl, OpenSsl.BOTH_SHUT);
      }
      OpenSsl.FREE.invokeExact(ssl);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private int error(int result) {
    try {
      return (int) OpenSsl.GET_ERROR.invokeExact(ssl, result);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private TlsFailure failure(String what) {
    broken = true;
    String why = OpenSsl.lastError("the peer ended the connection");
    return new TlsFailure(what + ": " + why + OpenSslClients.reason(ssl));
  }
}
