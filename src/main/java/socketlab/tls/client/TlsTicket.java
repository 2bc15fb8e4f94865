// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.client;

/**
 * What a client keeps of a session, to take it up again: the server's ticket and the secret that
 * goes with it. Whoever has it can speak as that client: it is not to be shown or logged.
 *
 * @param context the context that it may be used with, since each engine keeps it its own way
 * @param kept what the engine made of it
 * @param mostEarly how many bytes of early data the server will take; 0 for none
 * @param protocol what was spoken inside, by its ALPN name, or null
 */
public record TlsTicket(TlsClientContext context, Object kept, int mostEarly, String protocol) {
  @Override
  public String toString() {
    return "TlsTicket[mostEarly=" + mostEarly + ", protocol=" + protocol + "]";
  }
}
