// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.peer;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty's core: a handler that does not block, and as many selectors as there are threads. */
final class JettyPeer {
  private JettyPeer() {}

  public static void main(String[] arguments) throws Exception {
    int selectors = Integer.parseInt(arguments[1]);
    Server server = new Server(new QueuedThreadPool());
    HttpConfiguration config = new HttpConfiguration();
    config.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(server, 1, selectors, new HttpConnectionFactory(config));
    connector.setHost(PeerServer.HOST);
    connector.setPort(Integer.parseInt(arguments[0]));
    connector.setAcceptQueueSize(PeerServer.BACKLOG);
    // Idle for longer than any measurement.
    connector.setIdleTimeout(300_000);
    server.addConnector(connector);
    server.setHandler(new Answer());
    server.start();
    PeerServer.listening(Server.class, connector.getLocalPort());
    server.join();
  }

  private static final class Answer extends Handler.Abstract.NonBlocking {
    private final ByteBuffer body =
        ByteBuffer.allocateDirect(PeerServer.BODY.length()).put(PeerServer.body()).flip();

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
      response.write(true, body.slice(), callback);
      return true;
    }
  }
}
