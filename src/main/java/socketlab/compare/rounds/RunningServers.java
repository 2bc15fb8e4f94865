// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import socketlab.compare.data.Contender;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.Candidate.Setting;
import socketlab.compare.server.ServerProcess;

/** The servers of a campaign: each started when it is wanted, all stopped at its end. */
final class RunningServers implements AutoCloseable {
  /** One process of a server. */
  private record Key(String name, int process, int workers, LoadProtocol protocol) {}

  private static final String AND = " and ";

  private final int cpus;
  private final Map<Key, ServerProcess> running = new LinkedHashMap<>();
  private final Map<String, Contender> contenders = new LinkedHashMap<>();

  RunningServers(int cpus) {
    this.cpus = cpus;
  }

  /**
   * A process of this server.
   *
   * @param process from 1
   * @param workers threads that run handlers, where the pattern has such
   * @throws IOException when it does not start, in one line
   */
  ServerProcess process(Candidate candidate, int process, int workers, LoadProtocol protocol)
      throws IOException, InterruptedException {
    Key key = new Key(candidate.name(), process, workers, protocol);
    ServerProcess server = running.get(key);
    if (server == null) {
      Setting setting = new Setting(cpus, workers, protocol, List.of());
      server = candidate.start(setting);
      running.put(key, server);
      note(candidate, server, setting);
    }
    return server;
  }

  /** Stops who has no part in what comes next, so that it disturbs nobody. */
  void keep(List<Candidate> candidates, int workers, LoadProtocol protocol) {
    List<String> names = candidates.stream().map(Candidate::name).toList();
    running
        .entrySet()
        .removeIf(
            one -> {
              Key key = one.getKey();
              boolean goes =
                  !names.contains(key.name())
                      || key.workers() != workers
                      || key.protocol() != protocol;
              if (goes) {
                one.getValue().close();
              }
              return goes;
            });
  }

  /** Takes note of a server that took part; one may have done so in several ways. */
  void note(Candidate candidate, ServerProcess server, Setting setting) {
    contenders.merge(
        candidate.name(), candidate.describe(server, setting), RunningServers::withBothCommands);
  }

  private static Contender withBothCommands(Contender one, Contender other) {
    return List.of(one.command().split(AND)).contains(other.command())
        ? one
        : new Contender(
            one.name(),
            one.ours(),
            one.pattern(),
            one.transport(),
            one.version(),
            one.command() + AND + other.command());
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
