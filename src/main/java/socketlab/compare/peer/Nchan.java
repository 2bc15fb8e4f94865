// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerProcess;

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
  private static final String SERVING =
      """
          nchan_message_timeout 60s;
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
    return NginxProgram.missing().isEmpty() && module().isPresent()
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
    return load.path().startsWith("/topics/") && load.protocol() == LoadProtocol.HTTP1
        ? Optional.empty()
        : Optional.of("only publishes and notifies; it takes part in --notifications");
  }

  @Override
  public ServerProcess start(Setting setting) throws IOException, InterruptedException {
    return NginxProgram.start(setting, "load_module " + module().orElseThrow() + ";", "", SERVING);
  }

  @Override
  public Contender describe(ServerProcess process, Setting setting) {
    return new Contender(
        name(),
        false,
        "",
        "",
        "nginx " + NginxProgram.version() + " with nchan",
        "nginx with nchan, worker_processes "
            + setting.cpus()
            + ", access_log off, store in memory, nchan_message_timeout 60s");
  }
}
