// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import org.microhttp.EventLoop;
import org.microhttp.Header;
import org.microhttp.NoopLogger;
import org.microhttp.OptionsBuilder;
import org.microhttp.Response;

/** microhttp: an acceptor and N loops, answers made in the loop. */
final class MicrohttpPeer {
  private MicrohttpPeer() {}

  public static void main(String[] arguments) throws Exception {
    PeerServer.keepDate();
    byte[] body = PeerServer.body();
    Header type = new Header("Content-Type", "text/plain");
    EventLoop server =
        new EventLoop(
            OptionsBuilder.newBuilder()
                .withHost(PeerServer.HOST)
                .withPort(Integer.parseInt(arguments[0]))
                .withConcurrency(Integer.parseInt(arguments[1]))
                .withAcceptLength(PeerServer.BACKLOG)
                .build(),
            NoopLogger.instance(),
            (request, answer) ->
                answer.accept(
                    new Response(
                        200,
                        "OK",
                        List.of(type, new Header("Date", new String(PeerServer.date(), US_ASCII))),
                        body)));
    server.start();
    PeerServer.listening(EventLoop.class, server.getPort());
    server.join();
  }
}
