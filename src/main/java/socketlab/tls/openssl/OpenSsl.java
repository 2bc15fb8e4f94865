// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Platform;

/**
 * The functions of libssl and libcrypto 3 that the lab calls; each is documented by its man page in
 * section 3. Loading this class fails where the libraries are missing: ask {@link #availability}
 * first, which does not.
 */
final class OpenSsl {
  private static final String SSL = "libssl.so.3";
  private static final String CRYPTO = "libcrypto.so.3";

  /** Bytes of the text of an error. */
  private static final int ERROR_BYTES = 256;

  // SSL_CTX_ctrl and what it is asked, ssl.h.
  static final int MODE = 33;
  static final int SESSION_CACHE_SIZE = 42;
  static final int SESSION_CACHE_MODE = 44;
  static final int GROUPS_LIST = 92;
  static final int MIN_VERSION = 123;
  static final int MAX_VERSION = 124;
  static final long TLS_1_2 = 0x0303;
  static final long CACHE_OFF = 0;
  static final long CACHE_OF_SERVER = 2;

  /** SSL_write may be called again with a buffer at another place; and idle ones are released. */
  static final long MOVING_BUFFER_AND_RELEASE = 0x2 | 0x10;

  /** No compression, no renegotiation, the server's order of ciphers. */
  static final long OPTIONS = 0x00020000L | 0x40000000L | 0x00400000L;

  /** SSL_OP_NO_ANTI_REPLAY. */
  static final long NO_REPLAY_PROTECTION = 0x01000000L;

  // SSL_get_error.
  static final int WANT_READ = 2;
  static final int ZERO_RETURN = 6;

  static final int PEM = 1;

  /** SSL_set_shutdown: both sides are done, so that the session stays resumable. */
  static final int BOTH_SHUT = 3;

  // What the ALPN callback answers, tls1.h.
  static final int ALPN_AGREED = 0;
  static final int ALPN_FATAL = 2;

  private static final class Libraries {
    static final SymbolLookup ALL =
        SymbolLookup.libraryLookup(SSL, Arena.global())
            .or(SymbolLookup.libraryLookup(CRYPTO, Arena.global()));
  }

  static final MethodHandle SERVER_METHOD = function("TLS_server_method", address());
  static final MethodHandle CTX_NEW = function("SSL_CTX_new", address(ADDRESS));
  static final MethodHandle CTX_FREE = function("SSL_CTX_free", nothing(ADDRESS));
  static final MethodHandle CTX_CTRL =
      function(
          "SSL_CTX_ctrl", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS));
  static final MethodHandle CTX_SET_OPTIONS =
      function("SSL_CTX_set_options", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
  static final MethodHandle CTX_USE_CHAIN =
      function("SSL_CTX_use_certificate_chain_file", number(ADDRESS, ADDRESS));
  static final MethodHandle CTX_USE_KEY =
      function("SSL_CTX_use_PrivateKey_file", number(ADDRESS, ADDRESS, JAVA_INT));
  static final MethodHandle CTX_CHECK_KEY = function("SSL_CTX_check_private_key", number(ADDRESS));
  static final MethodHandle CTX_SET_CIPHERS =
      function("SSL_CTX_set_cipher_list", number(ADDRESS, ADDRESS));
  static final MethodHandle CTX_SET_ALPN =
      function("SSL_CTX_set_alpn_select_cb", nothing(ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle NEW = function("SSL_new", address(ADDRESS));
  static final MethodHandle FREE = function("SSL_free", nothing(ADDRESS));
  static final MethodHandle SET_BIO = function("SSL_set_bio", nothing(ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle SET_READ_BIO = function("SSL_set0_rbio", nothing(ADDRESS, ADDRESS));
  static final MethodHandle SET_WRITE_BIO = function("SSL_set0_wbio", nothing(ADDRESS, ADDRESS));
  static final MethodHandle SET_ACCEPT = function("SSL_set_accept_state", nothing(ADDRESS));
  static final MethodHandle DO_HANDSHAKE = function("SSL_do_handshake", number(ADDRESS));
  static final MethodHandle READ = function("SSL_read", number(ADDRESS, ADDRESS, JAVA_INT));
  static final MethodHandle WRITE = function("SSL_write", number(ADDRESS, ADDRESS, JAVA_INT));
  static final MethodHandle GET_ERROR = function("SSL_get_error", number(ADDRESS, JAVA_INT));
  static final MethodHandle SHUTDOWN = function("SSL_shutdown", number(ADDRESS));
  static final MethodHandle SET_SHUTDOWN = function("SSL_set_shutdown", nothing(ADDRESS, JAVA_INT));
  static final MethodHandle ALPN_SELECTED =
      function("SSL_get0_alpn_selected", nothing(ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle VERSION = function("SSL_get_version", address(ADDRESS));
  static final MethodHandle REUSED = function("SSL_session_reused", number(ADDRESS));
  static final MethodHandle BIO_NEW = function("BIO_new", address(ADDRESS));
  static final MethodHandle BIO_MEM = function("BIO_s_mem", address());

  // They call nothing back and do not block, so a Java array may be passed as it lies.
  static final MethodHandle BIO_READ = quick("BIO_read", number(ADDRESS, ADDRESS, JAVA_INT));
  static final MethodHandle BIO_WRITE = quick("BIO_write", number(ADDRESS, ADDRESS, JAVA_INT));
  static final MethodHandle BIO_PENDING =
      quick("BIO_ctrl_pending", FunctionDescriptor.of(JAVA_LONG, ADDRESS));

  private static final MethodHandle ERR_GET =
      function("ERR_get_error", FunctionDescriptor.of(JAVA_LONG));
  private static final MethodHandle ERR_TEXT =
      function("ERR_error_string_n", FunctionDescriptor.ofVoid(JAVA_LONG, ADDRESS, JAVA_LONG));
  private static final MethodHandle ERR_CLEAR = function("ERR_clear_error", nothing());
  private static final MethodHandle LIBRARY_VERSION =
      function("OpenSSL_version", address(JAVA_INT));

  private OpenSsl() {}

  /** Whether the libraries are here. */
  static Availability availability() {
    return Platform.availability()
        .and(
            () -> {
              try {
                Libraries.ALL.find("SSL_CTX_new").orElseThrow();
                return Availability.yes();
              } catch (RuntimeException | LinkageError e) {
                return Availability.no(
                    SSL
                        + " cannot be loaded; install OpenSSL 3 (apt-get install libssl3), or use"
                        + " --tls-engine=jdk");
              }
            });
  }

  /** What the library calls itself. */
  static String libraryVersion() {
    try {
      return text((MemorySegment) LIBRARY_VERSION.invokeExact(0));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  static String text(MemorySegment string) {
    return string.reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** What failed last, in one line, or what {@code otherwise} says; forgets it. */
  static String lastError(String otherwise) {
    try (Arena arena = Arena.ofConfined()) {
      long code = (long) ERR_GET.invokeExact();
      if (code == 0) {
        return otherwise;
      }
      MemorySegment text = arena.allocate(ERROR_BYTES);
      ERR_TEXT.invokeExact(code, text, (long) ERROR_BYTES);
      clearErrors();
      // error:0A00009C:SSL routines::http request
      String line = text.getString(0);
      return line.substring(line.lastIndexOf(':') + 1);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** Forgets what another connection of this thread may have left. */
  static void clearErrors() {
    try {
      ERR_CLEAR.invokeExact();
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** A handle declares Throwable, though the library throws nothing. */
  static RuntimeException rethrow(Throwable t) {
    return switch (t) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> throw new AssertionError("a native function threw", t);
    };
  }

  /** A library's own check of a pointer or a result. */
  static IllegalStateException failed(String what) {
    return new IllegalStateException(what + ": " + lastError("no reason is known"));
  }

  /**
   * Has a context show a certificate.
   *
   * @throws IOException in one line, when it cannot be used
   */
  static void useCertificate(MemorySegment context, Path certificate, Path key) throws IOException {
    try (Arena names = Arena.ofConfined()) {
      MemorySegment certificateName = names.allocateFrom(certificate.toString());
      MemorySegment keyName = names.allocateFrom(key.toString());
      if ((int) CTX_USE_CHAIN.invokeExact(context, certificateName) != 1) {
        throw unusable("certificate", certificate);
      }
      if ((int) CTX_USE_KEY.invokeExact(context, keyName, PEM) != 1) {
        throw unusable("key", key);
      }
      if ((int) CTX_CHECK_KEY.invokeExact(context) != 1) {
        throw unusable("key of that certificate", key);
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  /** A file is not what it should be. */
  static IOException unusable(String what, Path file) {
    return new IOException(
        file + " is no PEM file with a " + what + " (" + lastError("no reason") + ")");
  }

  /** Names of protocols as the library takes them: each behind its length (RFC 7301). */
  static byte[] lengthPrefixed(List<String> names) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String name : names) {
      all.write(name.length());
      all.writeBytes(name.getBytes(US_ASCII));
    }
    return all.toByteArray();
  }

  static Optional<MemorySegment> present(MemorySegment pointer) {
    return MemorySegment.NULL.equals(pointer) ? Optional.empty() : Optional.of(pointer);
  }

  static MethodHandle function(String name, FunctionDescriptor signature) {
    return Linker.nativeLinker().downcallHandle(Libraries.ALL.find(name).orElseThrow(), signature);
  }

  private static MethodHandle quick(String name, FunctionDescriptor signature) {
    return Linker.nativeLinker()
        .downcallHandle(
            Libraries.ALL.find(name).orElseThrow(), signature, Linker.Option.critical(true));
  }

  static FunctionDescriptor address(java.lang.foreign.MemoryLayout... arguments) {
    return FunctionDescriptor.of(ADDRESS, arguments);
  }

  static FunctionDescriptor number(java.lang.foreign.MemoryLayout... arguments) {
    return FunctionDescriptor.of(JAVA_INT, arguments);
  }

  static FunctionDescriptor nothing(java.lang.foreign.MemoryLayout... arguments) {
    return FunctionDescriptor.ofVoid(arguments);
  }
}
