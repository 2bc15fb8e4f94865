// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment;

import java.util.List;
import java.util.Optional;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.patterns.AcceptBottleneck;
import socketlab.experiment.patterns.HeadOfLine;
import socketlab.experiment.patterns.MemoryAConnection;
import socketlab.experiment.patterns.ProcessAndThread;
import socketlab.experiment.patterns.SameMeanDifferentTail;
import socketlab.experiment.patterns.SyscallsARequest;

/** All experiments. A new one joins by one line, and is then run, listed, explained and tested. */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new BacklogPlusOne(),
          new BacklogClamp(),
          new GhostConnections(),
          new SynStaircase(),
          new SlowAcceptor(),
          new SynQueue(),
          new DeferAccept(),
          new SameMeanDifferentTail(),
          new HeadOfLine(),
          new SyscallsARequest(),
          new ProcessAndThread(),
          new AcceptBottleneck(),
          new MemoryAConnection());

  private Experiments() {}

  /** In the order in which they are best read. */
  public static List<Experiment> all() {
    return ALL;
  }

  public static Optional<Experiment> byId(String id) {
    return ALL.stream().filter(e -> e.id().equals(id)).findFirst();
  }
}
