// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import socketlab.tls.certificate.ClientCertificates;
import socketlab.tls.certificate.PemFiles;

/** Certificates of clients: asked for, verified by the library, and read. */
final class OpenSslClients {
  // SSL_CTX_set_verify(3).
  private static final int VERIFY_PEER = 1;
  private static final int FAIL_WITHOUT = 2;

  private static final MethodHandle LOAD_TRUSTED =
      OpenSsl.function("SSL_CTX_load_verify_file", OpenSsl.number(ADDRESS, ADDRESS));
  private static final MethodHandle LOAD_NAMES =
      OpenSsl.function("SSL_load_client_CA_file", OpenSsl.address(ADDRESS));
  private static final MethodHandle SET_NAMES =
      OpenSsl.function("SSL_CTX_set_client_CA_list", OpenSsl.nothing(ADDRESS, ADDRESS));
  private static final MethodHandle SET_VERIFY =
      OpenSsl.function("SSL_CTX_set_verify", OpenSsl.nothing(ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle SET_ID_CONTEXT =
      OpenSsl.function(
          "SSL_CTX_set_session_id_context", OpenSsl.number(ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle PEER =
      OpenSsl.function("SSL_get1_peer_certificate", OpenSsl.address(ADDRESS));
  private static final MethodHandle TO_DER =
      OpenSsl.function("i2d_X509", OpenSsl.number(ADDRESS, ADDRESS));
  private static final MethodHandle FREE = OpenSsl.function("X509_free", OpenSsl.nothing(ADDRESS));
  private static final MethodHandle VERIFIED =
      OpenSsl.function("SSL_get_verify_result", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
  private static final MethodHandle WHY_NOT =
      OpenSsl.function("X509_verify_cert_error_string", FunctionDescriptor.of(ADDRESS, JAVA_LONG));

  private OpenSslClients() {}

  /**
   * Has clients asked for a certificate.
   *
   * @throws IOException in one line, when the authorities cannot be read
   */
  static void ask(MemorySegment context, ClientCertificates clients) throws IOException {
    byte[] authorities = digest(clients);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = arena.allocateFrom(clients.authorities().toString());
      MemorySegment names = (MemorySegment) LOAD_NAMES.invokeExact(file);
      if ((int) LOAD_TRUSTED.invokeExact(context, file) != 1 || names.equals(MemorySegment.NULL)) {
        throw new IOException(
            clients.authorities()
                + " is no PEM file with certificates ("
                + OpenSsl.lastError("no reason")
                + ")");
      }
      SET_NAMES.invokeExact(context, names);
      int mode = clients.required() ? VERIFY_PEER | FAIL_WITHOUT : VERIFY_PEER;
      SET_VERIFY.invokeExact(context, mode, MemorySegment.NULL);
      // A ticket is good for those authorities alone by which its client was verified.
      MemorySegment id = arena.allocateFrom(JAVA_BYTE, authorities);
      int set = (int) SET_ID_CONTEXT.invokeExact(context, id, authorities.length);
      if (set != 1) {
        throw OpenSsl.failed("the sessions' context was refused");
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private static byte[] digest(ClientCertificates clients) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Certificate one : PemFiles.certificates(clients.authorities())) {
        digest.update(one.getEncoded());
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IOException(clients.authorities() + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The subject of the client's certificate, or null where it has shown none. */
  static String subject(MemorySegment ssl) {
    try {
      Optional<MemorySegment> shown = OpenSsl.present((MemorySegment) PEER.invokeExact(ssl));
      if (shown.isEmpty()) {
        return null;
      }
      try {
        return subjectOf(shown.get());
      } finally {
        FREE.invokeExact(shown.get());
      }
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }

  private static String subjectOf(MemorySegment certificate) throws Throwable {
    int length = (int) TO_DER.invokeExact(certificate, MemorySegment.NULL);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment der = arena.allocate(length);
      // It moves the pointer behind what it writes.
      MemorySegment place = arena.allocateFrom(ADDRESS, der);
      int written = (int) TO_DER.invokeExact(certificate, place);
      X509Certificate read =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(der.toArray(JAVA_BYTE), 0, written));
      return read.getSubjectX500Principal().getName();
    } catch (CertificateException e) {
      // The library has verified it, so that it is one.
      throw new IllegalStateException(e);
    }
  }

  /** Why a certificate did not pass, in brackets, or nothing. */
  static String reason(MemorySegment ssl) {
    try {
      long result = (long) VERIFIED.invokeExact(ssl);
      return result == 0
          ? ""
          : " (" + OpenSsl.text((MemorySegment) WHY_NOT.invokeExact(result)) + ")";
    } catch (Throwable t) {
      throw OpenSsl.rethrow(t);
    }
  }
}
