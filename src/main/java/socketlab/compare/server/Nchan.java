// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;

/**
 * nginx with the module nchan, which tells clients of what is published by polls, events and
 * WebSockets, with the paths of the lab's topics. Its store is in memory.
 */
final class Nchan implements Candidate {
  private static final String MODULE = "ngx_nchan_module.so";

  /** Where distributions have the modules of nginx. */
  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/lib/nginx/modules"), Path.of("/usr/lib64/nginx/modules"));

  // https://nchan.io/#configuration-directives; what is not here is its default.
  private static final String CONFIGURATION =
      """
      load_module %4$s;
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
        nchan_message_timeout 60s;
        server {
          listen 127.0.0.1:%3$d backlog=4096;
          location ~ ^/topics/([a-z0-9-]+)$ {
            nchan_channel_id $1;
            nchan_publisher http;
            nchan_subscriber longpoll;
          }
          location ~ ^/topics/([a-z0-9-]+)/poll$ {
            nchan_channel_id $1;
            nchan_subscriber intervalpoll;
          }
          location ~ ^/topics/([a-z0-9-]+)/events$ {
            nchan_channel_id $1;
            nchan_subscriber eventsource;
          }
          location ~ ^/topics/([a-z0-9-]+)/socket$ {
            nchan_channel_id $1;
            nchan_subscriber websocket;
          }
        }
      }
      """;

  @Override
  public String name() {
    return "nchan";
  }

  private static Optional<Path> module() {
    Stream<Path> files = FOLDERS.stream().map(folder -> folder.resolve(MODULE));
    return files.filter(Files::isReadable).findFirst();
  }

  @Override
  public Optional<String> missing() {
    return Program.find("nginx").isPresent() && module().isPresent()
        ? Optional.empty()
        : Optional.of(
            "not installed; install it, for example: apt-get install nginx-light"
                + " libnginx-mod-nchan");
  }

  @Override
  public Optional<String> cannot(Load load) {
    if (load.path().equals("/topics/poll-5s")) {
      return Optional.of(
          "tells one message a poll, so that who polls less often than it is published falls"
              + " behind");
    }
    return load.path().startsWith("/topics/")
        ? Optional.empty()
        : Optional.of("only publishes and notifies; it takes part in --notifications");
  }

  @Override
  public ServerProcess start(Setting setting) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("lab-nchan");
    InetSocketAddress address = Nginx.freePort();
    Path file = folder.resolve("nginx.conf");
    Files.writeString(
        file,
        CONFIGURATION.formatted(folder, setting.cpus(), address.getPort(), module().orElseThrow()));
    List<String> command = new ArrayList<>(Pinning.prefix(setting.cpus()));
    command.add(Program.find("nginx").orElseThrow().toString());
    command.addAll(List.of("-p", folder.toString(), "-e", "stderr", "-c", file.toString()));
    return ServerProcess.start(command, address, folder);
  }

  @Override
  public Contender describe(ServerProcess process, Setting setting) {
    return new Contender(
        name(),
        false,
        "",
        "",
        "nginx " + Nginx.version() + " with nchan",
        "nginx with nchan, worker_processes "
            + setting.cpus()
            + ", access_log off, store in memory, nchan_message_timeout 60s");
  }
}
