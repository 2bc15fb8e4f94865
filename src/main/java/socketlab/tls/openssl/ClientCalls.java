// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static socketlab.tls.openssl.OpenSsl.address;
import static socketlab.tls.openssl.OpenSsl.function;
import static socketlab.tls.openssl.OpenSsl.nothing;
import static socketlab.tls.openssl.OpenSsl.number;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** The functions of libssl and libcrypto that only a client calls. */
final class ClientCalls {
  // SSL_CTX_set_verify.
  static final int VERIFY_NONE = 0;
  static final int VERIFY_PEER = 1;

  // SSL_ctrl: the name that the client sends (SNI), tls1.h.
  static final int SET_HOST_NAME = 55;
  static final long HOST_NAME = 0;

  // SSL_get_verify_result: no fault was found, x509_vfy.h.
  static final long VERIFIED = 0;

  /** SSL_key_update: the peer is asked for new keys too. */
  static final int UPDATE_REQUESTED = 1;

  static final MethodHandle METHOD = function("TLS_client_method", address());
  static final MethodHandle SET_CONNECT = function("SSL_set_connect_state", nothing(ADDRESS));
  static final MethodHandle LOAD_AUTHORITIES =
      function("SSL_CTX_load_verify_file", number(ADDRESS, ADDRESS));
  static final MethodHandle SYSTEM_AUTHORITIES =
      function("SSL_CTX_set_default_verify_paths", number(ADDRESS));
  static final MethodHandle SET_VERIFY =
      function("SSL_CTX_set_verify", nothing(ADDRESS, JAVA_INT, ADDRESS));
  static final MethodHandle OFFER_ALPN =
      function("SSL_CTX_set_alpn_protos", number(ADDRESS, ADDRESS, JAVA_INT));
  static final MethodHandle SET_HOST = function("SSL_set1_host", number(ADDRESS, ADDRESS));
  static final MethodHandle CTRL =
      function("SSL_ctrl", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS));
  static final MethodHandle VERIFY_RESULT =
      function("SSL_get_verify_result", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
  static final MethodHandle VERIFY_TEXT = function("X509_verify_cert_error_string", text());

  static final MethodHandle SET_SESSION = function("SSL_set_session", number(ADDRESS, ADDRESS));
  static final MethodHandle GET_SESSION = function("SSL_get_session", address(ADDRESS));
  static final MethodHandle IS_RESUMABLE = function("SSL_SESSION_is_resumable", number(ADDRESS));
  static final MethodHandle SESSION_ALPN =
      function("SSL_SESSION_get0_alpn_selected", nothing(ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle SESSION_FREE = function("SSL_SESSION_free", nothing(ADDRESS));

  /** Serializes, and makes one of that: i2d_SSL_SESSION(3). */
  static final MethodHandle SESSION_TO_BYTES =
      function("i2d_SSL_SESSION", number(ADDRESS, ADDRESS));

  static final MethodHandle SESSION_OF_BYTES =
      function("d2i_SSL_SESSION", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

  static final MethodHandle KEY_UPDATE = function("SSL_key_update", number(ADDRESS, JAVA_INT));

  private ClientCalls() {}

  private static FunctionDescriptor text() {
    return FunctionDescriptor.of(ADDRESS, JAVA_LONG);
  }
}
