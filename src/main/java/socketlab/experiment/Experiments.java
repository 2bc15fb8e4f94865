// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment;

import java.util.List;
import java.util.Optional;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.https.HttpsRoundTrips;
import socketlab.experiment.https.TfoCookie;
import socketlab.experiment.load.CoordinatedOmission;
import socketlab.experiment.load.LittlesLaw;
import socketlab.experiment.multiplex.RapidReset;
import socketlab.experiment.multiplex.WindowStall;
import socketlab.experiment.patterns.AcceptBottleneck;
import socketlab.experiment.patterns.HeadOfLine;
import socketlab.experiment.patterns.MemoryAConnection;
import socketlab.experiment.patterns.ProcessAndThread;
import socketlab.experiment.patterns.SameMeanDifferentTail;
import socketlab.experiment.patterns.SyscallsARequest;
import socketlab.experiment.queue.BacklogClamp;
import socketlab.experiment.queue.BacklogPlusOne;
import socketlab.experiment.queue.DeferAccept;
import socketlab.experiment.queue.GhostConnections;
import socketlab.experiment.queue.OverflowSilenceOrReset;
import socketlab.experiment.queue.SlowAcceptor;
import socketlab.experiment.queue.SynQueue;
import socketlab.experiment.queue.SynStaircase;
import socketlab.experiment.secure.AlpnChooses;
import socketlab.experiment.secure.CertificateExpired;
import socketlab.experiment.secure.SniChooses;
import socketlab.experiment.sharing.FifoOrLifo;
import socketlab.experiment.sharing.ShardBalance;
import socketlab.experiment.sharing.ShardClose;
import socketlab.experiment.sharing.ShardSteering;
import socketlab.experiment.sharing.ThunderingHerd;
import socketlab.experiment.socket.HalfClose;
import socketlab.experiment.socket.Nagle;
import socketlab.experiment.socket.SlowReader;
import socketlab.experiment.talk.AsyncWithoutThreads;
import socketlab.experiment.talk.BufferingProxy;
import socketlab.experiment.talk.FirstToken;
import socketlab.experiment.talk.GrpcDeadline;
import socketlab.experiment.talk.LostAnswer;
import socketlab.experiment.talk.ResumableUpload;
import socketlab.experiment.talk.ShortOrLongPolling;
import socketlab.experiment.talk.SixConnections;
import socketlab.experiment.talk.StateOrToken;
import socketlab.experiment.talk.ThreeCallers;
import socketlab.experiment.topic.AtLeastOnce;
import socketlab.experiment.topic.EventsResume;
import socketlab.experiment.topic.PushToTheAbsent;
import socketlab.experiment.topic.QuietStreams;
import socketlab.experiment.topic.SlowSubscriber;

/** All experiments. A new one joins by one line, and is then run, listed, explained and tested. */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new BacklogPlusOne(),
          new BacklogClamp(),
          new GhostConnections(),
          new SynStaircase(),
          new SlowAcceptor(),
          new OverflowSilenceOrReset(),
          new SynQueue(),
          new DeferAccept(),
          new FifoOrLifo(),
          new ThunderingHerd(),
          new ShardBalance(),
          new ShardClose(),
          new ShardSteering(),
          new SameMeanDifferentTail(),
          new HeadOfLine(),
          new SyscallsARequest(),
          new ProcessAndThread(),
          new AcceptBottleneck(),
          new MemoryAConnection(),
          new Nagle(),
          new SlowReader(),
          new HalfClose(),
          new TfoCookie(),
          new HttpsRoundTrips(),
          new ShortOrLongPolling(),
          new ThreeCallers(),
          new FirstToken(),
          new BufferingProxy(),
          new SixConnections(),
          new ResumableUpload(),
          new LostAnswer(),
          new StateOrToken(),
          new GrpcDeadline(),
          new AsyncWithoutThreads(),
          new WindowStall(),
          new RapidReset(),
          new EventsResume(),
          new PushToTheAbsent(),
          new AtLeastOnce(),
          new SlowSubscriber(),
          new QuietStreams(),
          new AlpnChooses(),
          new SniChooses(),
          new CertificateExpired(),
          new CoordinatedOmission(),
          new LittlesLaw());

  private Experiments() {}

  /** In the order in which they are best read. */
  public static List<Experiment> all() {
    return ALL;
  }

  /** The experiment of this name, in capitals or not. */
  public static Optional<Experiment> byId(String id) {
    return ALL.stream().filter(e -> e.id().equalsIgnoreCase(id)).findFirst();
  }
}
