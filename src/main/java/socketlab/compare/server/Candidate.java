// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import socketlab.compare.data.Contender;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;

/** A server that may take part in a campaign. */
public interface Candidate {
  /**
   * How a process of it is to be.
   *
   * @param cpus it is pinned to, and its loops
   * @param workers threads that run handlers, of a pattern that has such
   * @param protocol that it is to speak; over {@link LoadProtocol#TCP} it sends back what it gets
   * @param jvmOptions further ones, for a server in a JVM
   */
  record Setting(int cpus, int workers, LoadProtocol protocol, List<String> jvmOptions) {
    /** Over HTTP/1.1 in clear, with a worker a processor. */
    public static Setting of(int cpus, String... jvmOptions) {
      return new Setting(cpus, cpus, LoadProtocol.HTTP1, List.of(jvmOptions));
    }
  }

  /** Its name in the campaign. */
  String name();

  /** Why it cannot take part on this machine, in one line; empty when it can. */
  Optional<String> missing();

  /** Why it cannot serve this, in one line; empty when it can. */
  Optional<String> cannot(Load load);

  /**
   * Starts a process of it and waits until it listens.
   *
   * @throws IOException in one line
   */
  ServerProcess start(Setting setting) throws IOException, InterruptedException;

  /**
   * The same, as a user starts it.
   *
   * @throws IOException in one line
   */
  default ServerProcess launch(Setting setting) throws IOException, InterruptedException {
    return start(setting);
  }

  /** What its clients publish messages by: http, amqp or resp. */
  default String publishedBy() {
    return "http";
  }

  /** What stands in the results about it. */
  Contender describe(ServerProcess process, Setting setting);
}
