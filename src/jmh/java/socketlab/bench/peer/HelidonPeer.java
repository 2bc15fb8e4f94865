// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.peer;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import java.time.Duration;

/** Helidon SE 4: a virtual thread a connection, blocking code. */
final class HelidonPeer {
  private HelidonPeer() {}

  public static void main(String[] arguments) throws Exception {
    System.setProperty("jdk.virtualThreadScheduler.parallelism", arguments[1]);
    byte[] body = PeerServer.body();
    Header type = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain");
    WebServer server =
        WebServer.builder()
            .host(PeerServer.HOST)
            .port(Integer.parseInt(arguments[0]))
            .backlog(PeerServer.BACKLOG)
            .idleConnectionTimeout(Duration.ofMinutes(5))
            .routing(
                routing ->
                    routing.get("/plaintext", (request, answer) -> answer.header(type).send(body)))
            .build()
            .start();
    PeerServer.listening(WebServer.class, server.port());
  }
}
