// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static socketlab.tls.openssl.OpenSsl.function;
import static socketlab.tls.openssl.OpenSsl.number;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** The functions of libssl for early data, SSL_read_early_data(3). */
final class EarlyCalls {
  // What SSL_read_early_data returns.
  static final int READ_SOME = 1;
  static final int READ_ALL = 2;

  // SSL_get_early_data_status.
  static final int REJECTED = 1;
  static final int ACCEPTED = 2;

  static final MethodHandle SET_MOST =
      function("SSL_CTX_set_max_early_data", number(ADDRESS, JAVA_INT));
  static final MethodHandle SET_RECEIVED =
      function("SSL_CTX_set_recv_max_early_data", number(ADDRESS, JAVA_INT));
  static final MethodHandle READ_EARLY = function("SSL_read_early_data", moving());
  static final MethodHandle WRITE_EARLY = function("SSL_write_early_data", moving());
  static final MethodHandle STATUS = function("SSL_get_early_data_status", number(ADDRESS));
  static final MethodHandle MOST_OF_SESSION =
      function("SSL_SESSION_get_max_early_data", number(ADDRESS));

  private EarlyCalls() {}

  /** SSL, bytes, how many, and where to say how many it was. */
  private static FunctionDescriptor moving() {
    return FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  }
}
