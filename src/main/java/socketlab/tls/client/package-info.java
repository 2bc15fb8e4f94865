// SPDX-License-Identifier: Apache-2.0

/**
 * TLS as a client: a session around a session, which keeps the server's tickets and may speak
 * early.
 */
package socketlab.tls.client;
