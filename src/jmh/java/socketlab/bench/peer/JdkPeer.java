// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.peer;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** The JDK's own HttpServer, with a virtual thread a request. */
final class JdkPeer {
  private JdkPeer() {}

  public static void main(String[] arguments) throws Exception {
    System.setProperty("jdk.virtualThreadScheduler.parallelism", arguments[1]);
    // Its documentation: without this, Nagle's algorithm delays small answers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Connections above 200 would be closed after each answer, which is another workload.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "100000");
    System.setProperty("sun.net.httpserver.idleInterval", "300");
    byte[] body = PeerServer.body();
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(PeerServer.HOST, Integer.parseInt(arguments[0])),
            PeerServer.BACKLOG);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/plaintext",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    System.out.println("version JDK " + Runtime.version());
    System.out.println(
        "listening on http://" + PeerServer.HOST + ":" + server.getAddress().getPort());
  }
}
