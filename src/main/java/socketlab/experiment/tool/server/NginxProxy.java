// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import socketlab.compare.server.Program;
import socketlab.compare.server.ServerProcess;

/** nginx of this machine between clients and the lab's servers, where it is installed. */
public final class NginxProxy {
  private static final String NGINX = "nginx";

  // https://nginx.org/en/docs/http/ngx_http_proxy_module.html; what is not here is its default. One
  // process, and as root: another user is what a private namespace does not have.
  private static final String CONFIGURATION =
      """
      user root root;
      daemon off;
      master_process off;
      pid %1$s/nginx.pid;
      error_log stderr error;
      events { worker_connections 1000; }
      http {
        access_log off;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        %2$s
        server {
          listen 127.0.0.1:%3$d;
          %4$s
        }
      }
      """;

  private NginxProxy() {}

  /** Whether it is installed. */
  public static boolean isHere() {
    return Program.find(NGINX).isPresent();
  }

  /**
   * Starts one.
   *
   * @param upstreams directives beside the server
   * @param locations directives of the server
   * @throws IOException when it does not listen, with the last line it complained of
   */
  public static ServerProcess start(String upstreams, String locations)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("lab-nginx");
    InetSocketAddress address = freePort();
    Path file = folder.resolve("nginx.conf");
    Files.writeString(
        file, CONFIGURATION.formatted(folder, upstreams, address.getPort(), locations));
    return ServerProcess.start(
        List.of(
            Program.find(NGINX).orElseThrow().toString(),
            "-p",
            folder.toString(),
            "-e",
            "stderr",
            "-c",
            file.toString()),
        address,
        folder);
  }

  /** nginx does not tell which port it got, so it is given one that was free a moment ago. */
  private static InetSocketAddress freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }
  }
}
