// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import socketlab.tls.client.TlsClientContext;
import socketlab.tls.client.TlsClientEngine;
import socketlab.tls.client.TlsClientSetup;
import socketlab.tls.client.TlsTicket;

/** The system's OpenSSL as a client, called without a compiler. It has early data. */
public final class OpenSslClientContext implements TlsClientContext {
  private final MemorySegment context;

  private OpenSslClientContext(TlsClientSetup setup) {
    OpenSsl.clearErrors();
    try {
      context =
          OpenSsl.present(
                  (MemorySegment)
                      OpenSsl.CTX_NEW.invokeExact((MemorySegment) ClientCalls.METHOD.invokeExact()))
              .orElseThrow(() -> OpenSsl.failed("no SSL_CTX"));
      control(OpenSsl.MIN_VERSION, setup.oldest().number());
      control(OpenSsl.MAX_VERSION, setup.newest().number());
      control(OpenSsl.MODE, OpenSsl.MOVING_BUFFER_AND_RELEASE);
      // Sessions are kept by TlsTickets.
      control(OpenSsl.SESSION_CACHE_MODE, OpenSsl.CACHE_OFF);
      ClientCalls.SET_VERIFY.invokeExact(
          context,
          setup.verifies() ? ClientCalls.VERIFY_PEER : ClientCalls.VERIFY_NONE,
          MemorySegment.NULL);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  /**
   * Reads whom to trust and what to show.
   *
   * @throws IOException in one line, when that cannot be used
   */
  public static OpenSslClientContext of(TlsClientSetup setup) throws IOException {
    OpenSslClientContext made = new OpenSslClientContext(setup);
    try {
      made.use(setup);
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  private void use(TlsClientSetup setup) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int trusted =
          setup.trust().isPresent()
              ? (int)
                  ClientCalls.LOAD_AUTHORITIES.invokeExact(
                      context, arena.allocateFrom(setup.trust().get().toString()))
              : (int) ClientCalls.SYSTEM_AUTHORITIES.invokeExact(context);
      if (trusted != 1) {
        throw OpenSsl.unusable(
            "certificate of an authority", setup.trust().orElse(Path.of("the system's")));
      }
      if (setup.certificate().isPresent()) {
        OpenSsl.useCertificate(context, setup.certificate().get(), setup.key().orElseThrow());
      }
      if (!setup.protocols().isEmpty()) {
        byte[] names = OpenSsl.lengthPrefixed(setup.protocols());
        int refused =
            (int)
                ClientCalls.OFFER_ALPN.invokeExact(
                    context, arena.allocateFrom(JAVA_BYTE, names), names.length);
        if (refused != 0) {
          throw OpenSsl.failed("the protocols " + setup.protocols() + " were refused");
        }
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private void control(int what, long value) throws Throwable {
    long unused = (long) OpenSsl.CTX_CTRL.invokeExact(context, what, value, MemorySegment.NULL);
  }

  @Override
  public TlsClientEngine connect(String serverName, TlsTicket ticket) {
    return new OpenSslClientEngine(this, context, serverName, ticket);
  }

  @Override
  public void close() {
    try {
      OpenSsl.CTX_FREE.invokeExact(context);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }
}
