// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import socketlab.tls.certificate.ServedCertificates;

/**
 * Has the library show each client the certificate of the name it asks for:
 * SSL_CTX_set_tlsext_servername_callback(3).
 *
 * @param contexts one for each certificate
 */
record OpenSslNames(List<MemorySegment> contexts, ServedCertificates certificates) {
  // What SSL_CTX_callback_ctrl is asked, ssl.h; and what the callback answers, tls1.h.
  private static final int SERVERNAME_CALLBACK = 53;
  private static final int AGREED = 0;
  private static final int UNNAMED = 3;

  private static final int HOST_NAME = 0;

  private static final MethodHandle CALLBACK_CTRL =
      OpenSsl.function(
          "SSL_CTX_callback_ctrl", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle SERVERNAME =
      OpenSsl.function("SSL_get_servername", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle SET_CONTEXT =
      OpenSsl.function("SSL_set_SSL_CTX", OpenSsl.address(ADDRESS, ADDRESS));

  /**
   * @param arena lives as long as the library may call
   */
  static void choose(List<MemorySegment> contexts, ServedCertificates certificates, Arena arena) {
    try {
      MemorySegment callback =
          Linker.nativeLinker()
              .upcallStub(
                  MethodHandles.lookup()
                      .bind(
                          new OpenSslNames(List.copyOf(contexts), certificates),
                          "choose",
                          MethodType.methodType(
                              int.class,
                              MemorySegment.class,
                              MemorySegment.class,
                              MemorySegment.class)),
                  FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
                  arena);
      long unused =
          (long) CALLBACK_CTRL.invokeExact(contexts.getFirst(), SERVERNAME_CALLBACK, callback);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  /** Called by the library in the middle of a handshake: it must not throw. */
  @SuppressWarnings("unused")
  private int choose(MemorySegment ssl, MemorySegment alert, MemorySegment argument) {
    try {
      String name = serverName(ssl);
      if (name == null) {
        return UNNAMED;
      }
      MemorySegment unused =
          (MemorySegment) SET_CONTEXT.invokeExact(ssl, contexts.get(certificates.choose(name)));
      return AGREED;
    } catch (Throwable t) {
      // The first certificate will do.
      return UNNAMED;
    }
  }

  /** The name that the client asked for, or null. */
  static String serverName(MemorySegment ssl) {
    try {
      return OpenSsl.present((MemorySegment) SERVERNAME.invokeExact(ssl, HOST_NAME))
          .map(OpenSsl::text)
          .orElse(null);
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }
}
