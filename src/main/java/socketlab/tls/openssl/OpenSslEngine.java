// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import socketlab.protocol.Output;
import socketlab.tls.TlsConnection;
import socketlab.tls.TlsEngine;
import socketlab.tls.TlsFailure;

/**
 * One SSL object between two memory BIOs: records go into one and come out of the other, and the
 * library sees no socket.
 *
 * <pre>
 *   feed ─▶ BIO ─▶ SSL ─▶ read
 *   drain ◀─ BIO ◀─ SSL ◀─ write
 * </pre>
 */
class OpenSslEngine implements TlsEngine {
  /** A record, outside of the heap, of the thread that reads or writes. */
  static final ThreadLocal<MemorySegment> RECORD =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(TlsConnection.RECORD_BYTES));

  /** Where a function says how many bytes it was, of this thread. */
  static final ThreadLocal<MemorySegment> COUNT =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(JAVA_LONG));

  /** What is drained at once; a record with its head and tag fits. */
  private static final ThreadLocal<byte[]> DRAINED =
      ThreadLocal.withInitial(() -> new byte[TlsConnection.RECORD_BYTES + 512]);

  /** A BIO that has held more than so many bytes is not kept by a connection that is quiet. */
  private static final int LARGEST_KEPT = 256;

  final MemorySegment ssl;
  private MemorySegment incoming;
  private MemorySegment outgoing;

  // The most bytes that the two may have room for.
  private int incomingRoom;
  private int outgoingRoom;

  private boolean finished;
  private boolean broken;

  /**
   * @param side SSL_set_accept_state or SSL_set_connect_state
   */
  OpenSslEngine(MemorySegment context, MethodHandle side) {
    OpenSsl.clearErrors();
    try {
      MemorySegment kind = (MemorySegment) OpenSsl.BIO_MEM.invokeExact();
      ssl = there((MemorySegment) OpenSsl.NEW.invokeExact(context));
      incoming = there((MemorySegment) OpenSsl.BIO_NEW.invokeExact(kind));
      outgoing = there((MemorySegment) OpenSsl.BIO_NEW.invokeExact(kind));
      OpenSsl.SET_BIO.invokeExact(ssl, incoming, outgoing);
      side.invokeExact(ssl);
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
      incomingRoom = Math.max(incomingRoom, to - from);
      if (taken != to - from) {
        throw OpenSsl.failed("no memory for the records that came");
      }
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  static int taken(MemorySegment record, int count, byte[] into) {
    MemorySegment.copy(record, JAVA_BYTE, 0, into, 0, count);
    return count;
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
      finished = true;
      return true;
    }
    if (error(result) != OpenSsl.WANT_READ) {
      throw failure("the handshake failed", cause());
    }
    return false;
  }

  @Override
  public int read(byte[] into) throws TlsFailure {
    OpenSsl.clearErrors();
    MemorySegment record = RECORD.get();
    int count;
    try {
      count = (int) OpenSsl.READ.invokeExact(ssl, record, TlsConnection.RECORD_BYTES);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
    if (count > 0) {
      return taken(record, count, into);
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
      count =
          finished
              ? (int) OpenSsl.WRITE.invokeExact(ssl, record, length)
              : writeBeforeTheEnd(record, length);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
    // A memory BIO takes all there is.
    if (count != length) {
      throw failure("a record could not be written");
    }
  }

  /** What answers early data, or a client's own: SSL_write would go on with the handshake. */
  private int writeBeforeTheEnd(MemorySegment record, int length) throws Throwable {
    MemorySegment count = COUNT.get();
    int result = (int) EarlyCalls.WRITE_EARLY.invokeExact(ssl, record, (long) length, count);
    return result == 1 ? (int) count.get(JAVA_LONG, 0) : result;
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
        outgoingRoom = Math.max(outgoingRoom, count);
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

  /**
   * A memory BIO keeps the room it once needed. So a quiet connection gets others, which have none.
   */
  @Override
  public void rest() {
    if (incomingRoom <= LARGEST_KEPT && outgoingRoom <= LARGEST_KEPT) {
      return;
    }
    try {
      MemorySegment kind = (MemorySegment) OpenSsl.BIO_MEM.invokeExact();
      if (incomingRoom > LARGEST_KEPT && (long) OpenSsl.BIO_PENDING.invokeExact(incoming) == 0) {
        incoming = there((MemorySegment) OpenSsl.BIO_NEW.invokeExact(kind));
        OpenSsl.SET_READ_BIO.invokeExact(ssl, incoming);
        incomingRoom = 0;
      }
      if (outgoingRoom > LARGEST_KEPT && (long) OpenSsl.BIO_PENDING.invokeExact(outgoing) == 0) {
        outgoing = there((MemorySegment) OpenSsl.BIO_NEW.invokeExact(kind));
        OpenSsl.SET_WRITE_BIO.invokeExact(ssl, outgoing);
        outgoingRoom = 0;
      }
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
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

  final int error(int result) {
    try {
      return (int) OpenSsl.GET_ERROR.invokeExact(ssl, result);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  /** Why the handshake failed, as the library says it. */
  String cause() {
    return OpenSsl.lastError("the peer ended the connection");
  }

  final TlsFailure failure(String what) {
    return failure(what, OpenSsl.lastError("the peer ended the connection"));
  }

  final TlsFailure failure(String what, String cause) {
    broken = true;
    return new TlsFailure(what + ": " + cause);
  }
}
