// SPDX-License-Identifier: Apache-2.0

/**
 * TLS as a session around a session. Which library does the cryptography is a choice: an {@link
 * socketlab.tls.TlsEngine} turns records into bytes and bytes into records, and knows no socket.
 */
package socketlab.tls;
