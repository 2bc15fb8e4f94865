// SPDX-License-Identifier: Apache-2.0
package socketlab.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import socketlab.compare.data.Contender;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.Candidate.Setting;
import socketlab.compare.server.ServerProcess;

/** The servers of a campaign: each started when it is first wanted, all stopped at its end. */
final class Fleet implements AutoCloseable {
  /** One process of a server. */
  private record Key(String name, int process, boolean echo) {}

  private final int cpus;
  private final int workers;
  private final Map<Key, ServerProcess> running = new LinkedHashMap<>();
  private final Map<String, Contender> contenders = new LinkedHashMap<>();

  Fleet(int cpus, int workers) {
    this.cpus = cpus;
    this.workers = workers;
  }

  /**
   * A process of this server.
   *
   * @param process from 1
   * @throws IOException when it does not start, in one line
   */
  ServerProcess process(Candidate candidate, int process, boolean echo)
      throws IOException, InterruptedException {
    Key key = new Key(candidate.name(), process, echo);
    ServerProcess server = running.get(key);
    if (server == null) {
      Setting setting = new Setting(cpus, workers, echo, List.of());
      server = candidate.start(setting);
      running.put(key, server);
      note(candidate, server, setting);
    }
    return server;
  }

  /** Takes note of a server that took part. */
  void note(Candidate candidate, ServerProcess server, Setting setting) {
    contenders.putIfAbsent(candidate.name(), candidate.describe(server, setting));
  }

  /** Whether a server that took part is one of the lab's. */
  boolean isOurs(String name) {
    return contenders.get(name).ours();
  }

  /** Who took part so far. */
  List<Contender> contenders() {
    return new ArrayList<>(contenders.values());
  }

  /** Stops those that run; more may be started. */
  void stop() {
    for (ServerProcess server : running.values()) {
      server.close();
    }
    running.clear();
  }

  @Override
  public void close() {
    stop();
  }
}
