// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.compare.server.Candidate.Setting;
import socketlab.compare.server.Pinning;
import socketlab.compare.server.Program;
import socketlab.compare.server.ServerProcess;

/** nginx of this machine as a program: what it runs with whatever it serves. */
final class NginxProgram {
  private static final Pattern VERSION = Pattern.compile("nginx/(\\S+)");

  // https://nginx.org/en/docs/http/ngx_http_core_module.html; what is not here is its default.
  private static final String CONFIGURATION =
      """
      %5$s
      worker_processes %2$d;
      daemon off;
      pid %1$s/nginx.pid;
      error_log stderr error;
      worker_rlimit_nofile 20000;
      events { worker_connections 19000; use epoll; }
      http {
        access_log off;
        server_tokens off;
        keepalive_requests 1000000000;
        keepalive_timeout 300;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        server {
          listen 127.0.0.1:%3$d %6$s backlog=4096;
      %4$s
        }
      }
      """;

  private NginxProgram() {}

  /** Why it cannot be started, in one line; empty when it can. */
  static Optional<String> missing() {
    return Program.find("nginx").isPresent()
        ? Optional.empty()
        : Optional.of("not installed; install it, for example: apt-get install nginx-light");
  }

  /**
   * Starts it with a worker a CPU, and with no file of its own outside a folder that goes with it.
   *
   * @param modules lines before all others
   * @param listening what stands behind the address that it listens on
   * @param serving lines inside the server
   */
  static ServerProcess start(Setting setting, String modules, String listening, String serving)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("lab-nginx");
    InetSocketAddress address = FreePort.find();
    Path file = folder.resolve("nginx.conf");
    Files.writeString(
        file,
        CONFIGURATION.formatted(
            folder, setting.cpus(), address.getPort(), serving, modules, listening));
    List<String> command = new ArrayList<>(Pinning.prefix(setting.cpus()));
    command.add(Program.find("nginx").orElseThrow().toString());
    command.addAll(List.of("-p", folder.toString(), "-e", "stderr", "-c", file.toString()));
    return ServerProcess.start(command, address, folder);
  }

  /** As it tells it. */
  static String version() {
    Matcher version =
        VERSION.matcher(
            Program.output(
                List.of(Program.find("nginx").map(Path::toString).orElse("nginx"), "-v")));
    return version.find() ? version.group(1) : "unknown";
  }
}
