// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.regex.Pattern;
import socketlab.tls.TlsFailure;
import socketlab.tls.client.EarlyData;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientEngine;
import socketlab.tls.client.TlsTicket;

/** The client's side of an SSL object between two memory BIOs. */
final class OpenSslClientEngine extends OpenSslEngine implements TlsClientEngine {
  /** An address is verified, but not sent as a name (RFC 6066 section 3). */
  private static final Pattern ADDRESS_TEXT =
      Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.%]*");

  private final TlsClientContext context;

  /** The session that was last looked at: a new ticket makes a new one. */
  private MemorySegment lastSession = MemorySegment.NULL;

  /**
   * @param own the SSL_CTX of that context
   */
  OpenSslClientEngine(
      TlsClientContext context, MemorySegment own, String serverName, TlsTicket ticket) {
    super(own, ClientCalls.SET_CONNECT);
    this.context = context;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(serverName);
      int verified = (int) ClientCalls.SET_HOST.invokeExact(ssl, name);
      long sent =
          ADDRESS_TEXT.matcher(serverName).matches()
              ? 1
              : (long)
                  ClientCalls.CTRL.invokeExact(
                      ssl, ClientCalls.SET_HOST_NAME, ClientCalls.HOST_NAME, name);
      if (verified != 1 || sent != 1) {
        throw OpenSsl.failed("'" + serverName + "' is no name of a server");
      }
      if (ticket != null) {
        use((byte[]) ticket.kept(), arena);
      }
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private void use(byte[] session, Arena arena) throws Throwable {
    MemorySegment place = arena.allocate(ADDRESS);
    place.set(ADDRESS, 0, arena.allocateFrom(JAVA_BYTE, session));
    MemorySegment made =
        (MemorySegment)
            ClientCalls.SESSION_OF_BYTES.invokeExact(
                MemorySegment.NULL, place, (long) session.length);
    if (OpenSsl.present(made).isEmpty()) {
      throw OpenSsl.failed("a ticket cannot be read");
    }
    int unused = (int) ClientCalls.SET_SESSION.invokeExact(ssl, made);
    // The connection has its own hold of it.
    ClientCalls.SESSION_FREE.invokeExact(made);
    lastSession = made;
  }

  @Override
  public void writeEarly(byte[] bytes, int from, int length) throws TlsFailure {
    write(bytes, from, length);
  }

  @Override
  public EarlyData early() {
    try {
      return switch ((int) EarlyCalls.STATUS.invokeExact(ssl)) {
        case EarlyCalls.ACCEPTED -> EarlyData.ACCEPTED;
        case EarlyCalls.REJECTED -> EarlyData.REJECTED;
        default -> EarlyData.NONE;
      };
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  @Override
  public TlsTicket ticket() {
    try {
      MemorySegment session = (MemorySegment) ClientCalls.GET_SESSION.invokeExact(ssl);
      if (session.equals(lastSession) || (int) ClientCalls.IS_RESUMABLE.invokeExact(session) != 1) {
        return null;
      }
      lastSession = session;
      return ticketOf(session);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private TlsTicket ticketOf(MemorySegment session) throws Throwable {
    int length = (int) ClientCalls.SESSION_TO_BYTES.invokeExact(session, MemorySegment.NULL);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(length);
      MemorySegment place = arena.allocate(ADDRESS);
      place.set(ADDRESS, 0, bytes);
      int unused = (int) ClientCalls.SESSION_TO_BYTES.invokeExact(session, place);
      MemorySegment name = arena.allocate(ADDRESS);
      MemorySegment nameLength = arena.allocate(JAVA_LONG);
      ClientCalls.SESSION_ALPN.invokeExact(session, name, nameLength);
      long count = nameLength.get(JAVA_LONG, 0);
      String protocol =
          count == 0
              ? null
              : new String(name.get(ADDRESS, 0).reinterpret(count).toArray(JAVA_BYTE), US_ASCII);
      int mostEarly = (int) EarlyCalls.MOST_OF_SESSION.invokeExact(session);
      return new TlsTicket(context, bytes.toArray(JAVA_BYTE), Math.max(mostEarly, 0), protocol);
    }
  }

  @Override
  public void updateKeys() throws TlsFailure {
    OpenSsl.clearErrors();
    try {
      if ((int) ClientCalls.KEY_UPDATE.invokeExact(ssl, ClientCalls.UPDATE_REQUESTED) == 1
          && (int) OpenSsl.DO_HANDSHAKE.invokeExact(ssl) == 1) {
        return;
      }
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
    throw failure("new keys could not be asked for");
  }

  @Override
  String cause() {
    try {
      long fault = (long) ClientCalls.VERIFY_RESULT.invokeExact(ssl);
      if (fault == ClientCalls.VERIFIED) {
        return super.cause();
      }
      return "the server's certificate cannot be trusted, "
          + OpenSsl.text((MemorySegment) ClientCalls.VERIFY_TEXT.invokeExact(fault));
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }
}
