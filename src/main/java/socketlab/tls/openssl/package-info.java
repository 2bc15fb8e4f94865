// SPDX-License-Identifier: Apache-2.0

/** The system's OpenSSL 3, called without a compiler: memory BIOs, so that it sees no socket. */
package socketlab.tls.openssl;
