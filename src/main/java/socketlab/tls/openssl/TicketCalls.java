// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static socketlab.tls.openssl.OpenSsl.address;
import static socketlab.tls.openssl.OpenSsl.function;
import static socketlab.tls.openssl.OpenSsl.number;

import java.lang.invoke.MethodHandle;

/** The functions of libssl and libcrypto for tickets: SSL_CTX_set_tlsext_ticket_key_evp_cb(3). */
final class TicketCalls {
  static final MethodHandle SET_CALLBACK =
      function("SSL_CTX_set_tlsext_ticket_key_evp_cb", number(ADDRESS, ADDRESS));
  static final MethodHandle RANDOM = function("RAND_bytes", number(ADDRESS, JAVA_INT));
  static final MethodHandle AES_256_CBC = function("EVP_aes_256_cbc", address());
  static final MethodHandle ENCRYPT =
      function("EVP_EncryptInit_ex", number(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle DECRYPT =
      function("EVP_DecryptInit_ex", number(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle SIGN = function("EVP_MAC_CTX_set_params", number(ADDRESS, ADDRESS));

  static final MethodHandle VERSION = function("SSL_version", number(ADDRESS));

  private TicketCalls() {}
}
