// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.peer;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.xnio.Options;

/** Undertow: answers made in the I/O thread, from a buffer that is there already. */
final class UndertowPeer {
  private UndertowPeer() {}

  public static void main(String[] arguments) throws Exception {
    ByteBuffer body =
        ByteBuffer.allocateDirect(PeerServer.BODY.length()).put(PeerServer.body()).flip();
    Undertow server =
        Undertow.builder()
            .addHttpListener(Integer.parseInt(arguments[0]), PeerServer.HOST)
            .setIoThreads(Integer.parseInt(arguments[1]))
            .setWorkerThreads(1)
            .setSocketOption(Options.BACKLOG, PeerServer.BACKLOG)
            // The field says what HTTP/1.1 means without it.
            .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .setHandler(
                exchange -> {
                  exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
                  exchange.getResponseSender().send(body.duplicate());
                })
            .build();
    server.start();
    InetSocketAddress address =
        (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
    PeerServer.listening(Undertow.class, address.getPort());
  }
}
