// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.data.Metric;
import socketlab.compare.data.Sample;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.load.StreamLoad;
import socketlab.compare.measure.RepeatableTurn;
import socketlab.compare.measure.StolenTime;
import socketlab.compare.plan.NotificationPlan;
import socketlab.compare.plan.NotificationWay;
import socketlab.compare.plan.Plan;
import socketlab.compare.plan.Plan.Work;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.Candidate.Setting;
import socketlab.compare.server.ServerProcess;

/**
 * Notifies clients in interleaved rounds: in each, all servers have one turn, in an order that is
 * shuffled anew. A turn opens all clients, waits until they are open, and counts from then on.
 *
 * <p>A client's memory is that of a process of its own, since one that has had as many clients
 * before has the memory already.
 */
final class NotificationRuns {
  private static final int EVERY_MILLIS = 1000;
  private static final int WARM_UP_MILLIS = 500;

  /** To open thousands, and to start and end the clients' process. */
  private static final double OPENING_SECONDS = 2.5;

  private static final int WARMING_CLIENTS = 1000;
  private static final int WARMING_MILLIS = 100;
  private static final int FEW = 50;

  private final Plan plan;
  private final NotificationPlan what;
  private final RunningServers running;
  private final RawFolder raw;
  private final Progress progress;
  private final CampaignNotes remarks;
  private final Random random;
  private final List<Sample> samples = new ArrayList<>();
  private final Set<String> warm = new HashSet<>();
  private int turns;

  NotificationRuns(
      Plan plan,
      NotificationPlan what,
      RunningServers running,
      RawFolder raw,
      Progress progress,
      CampaignNotes remarks) {
    this.plan = plan;
    this.what = what;
    this.running = running;
    this.raw = raw;
    this.progress = progress;
    this.remarks = remarks;
    this.random = new Random(plan.seed());
  }

  static double plannedSeconds(Plan plan, NotificationPlan what) {
    double seconds = 0;
    for (Work work : plan.works()) {
      int servers = Lineup.plannedServers(work);
      seconds += servers * plan.rounds() * turnSeconds(what, work.load());
      seconds += what.weighsMemory(work.load()) ? servers * memorySeconds(what) : 0;
    }
    return seconds + what.ways().size() * plan.warmUpSeconds() * 5.0;
  }

  private static double turnSeconds(NotificationPlan what, Load load) {
    return OPENING_SECONDS + WARM_UP_MILLIS / 1e3 + seconds(what, load);
  }

  private static double memorySeconds(NotificationPlan what) {
    return what.processes() * (2 * OPENING_SECONDS + 3);
  }

  /** A whole number of the way's own periods. */
  private static int seconds(NotificationPlan what, Load load) {
    int period = what.way(load).periodSeconds();
    return Math.ceilDiv(what.seconds(), period) * period;
  }

  /** Measures all works; who cannot do one is skipped. */
  List<Sample> run() throws InterruptedException {
    for (Work work : plan.works()) {
      List<Participant> entries = lineup(work);
      for (Participant entry : entries) {
        warmUp(work.load(), entry);
      }
      rounds(work.load(), entries);
    }
    running.stop();
    for (Work work : plan.works()) {
      if (what.weighsMemory(work.load())) {
        memory(work);
      }
    }
    return samples;
  }

  private List<Participant> lineup(Work work) throws InterruptedException {
    List<Participant> entries = new ArrayList<>();
    boolean twin = work.noiseCheck();
    for (Candidate candidate : work.candidates()) {
      Optional<String> missing = candidate.missing();
      Optional<String> cannot = candidate.cannot(work.load());
      if (missing.isPresent()) {
        remarks.skip(candidate.name(), missing.get());
        continue;
      }
      if (cannot.isPresent()) {
        remarks.skip(candidate.name() + ", " + work.load().name(), cannot.get());
        continue;
      }
      try {
        entries.add(entry(candidate, 1));
        if (twin) {
          entries.add(entry(candidate, 2));
          twin = false;
        }
      } catch (IOException e) {
        remarks.skip(candidate.name(), "did not start: " + e.getMessage());
      }
    }
    return entries;
  }

  private Participant entry(Candidate candidate, int process)
      throws IOException, InterruptedException {
    return new Participant(
        candidate, process, running.process(candidate, process, 1, LoadProtocol.HTTP1));
  }

  /**
   * Tells a thousand clients many things, once in each way: a JVM compiles what runs often, and one
   * that was told ten times did so in the rounds, on the CPU that is measured there.
   */
  private void warmUp(Load load, Participant entry) throws InterruptedException {
    NotificationWay way = what.way(load);
    if (!warm.add(way.id() + entry.name())) {
      return;
    }
    int clients = Math.min(WARMING_CLIENTS, load.connections() < FEW ? FEW : load.connections());
    try {
      StreamLoad.run(
          task(
              way,
              entry.candidate(),
              entry.server(),
              clients,
              way == NotificationWay.POLL_1S || way == NotificationWay.POLL_5S
                  ? EVERY_MILLIS
                  : WARMING_MILLIS,
              Math.max(plan.warmUpSeconds(), way.periodSeconds())));
    } catch (IOException e) {
      remarks.note(
          "%s: the warm-up of %s failed: %s.".formatted(load.name(), entry.name(), e.getMessage()));
    }
    progress.done(plan.warmUpSeconds(), load.name() + "  warm-up  " + entry.name());
  }

  private StreamLoad.Task task(
      NotificationWay way,
      Candidate candidate,
      ServerProcess server,
      int clients,
      int everyMillis,
      int seconds)
      throws IOException {
    boolean ours = running.isOurs(candidate.name());
    // The other server's polls begin with the oldest message, so nobody may have published before.
    String topic = ours ? way.id() : way.id() + "-" + ++turns;
    return new StreamLoad.Task(
        server.address(),
        server.pid(),
        way.option(),
        way.path(topic, ours, ours && !way.isStream() ? next(server, topic) : 0),
        "/topics/" + topic,
        clients,
        everyMillis,
        WARM_UP_MILLIS,
        seconds,
        plan.cpus());
  }

  /** The offset that the next message of a topic of ours will have. */
  private static long next(ServerProcess server, String topic) throws IOException {
    HttpURLConnection asked =
        (HttpURLConnection)
            URI.create(
                    "http://%s:%d/topics/%s"
                        .formatted(
                            server.address().getHostString(), server.address().getPort(), topic))
                .toURL()
                .openConnection();
    if (asked.getResponseCode() != HttpURLConnection.HTTP_OK) {
      return 0;
    }
    try (InputStream in = asked.getInputStream()) {
      Object next = JSON.std.mapFrom(new String(in.readAllBytes())).get("next");
      return next instanceof Number number ? number.longValue() : 0;
    }
  }

  private void rounds(Load load, List<Participant> entries) throws InterruptedException {
    Participant baseline =
        entries.stream()
            .filter(one -> one.candidate().name().equals(plan.baseline()) && one.process() == 1)
            .findFirst()
            .orElse(null);
    StolenTime stolen = new StolenTime();
    for (int round = 1; round <= plan.rounds(); round++) {
      List<Participant> order =
          TurnOrder.of(entries.stream().filter(one -> one != baseline).toList(), baseline, random);
      for (int turn = 1; turn <= order.size(); turn++) {
        Participant entry = order.get(turn - 1);
        int current = round;
        int place = turn;
        try {
          Sample sample =
              RepeatableTurn.atMostTwice(
                  () -> stolen.during(() -> turn(load, entry, current, place)));
          samples.add(sample);
          progress.done(
              turnSeconds(what, load),
              "%s  round %d/%d  %-24s %7.2f µs CPU/notification, P99 %,.0f µs"
                  .formatted(
                      load.name(),
                      round,
                      plan.rounds(),
                      entry.name(),
                      sample.value(Metric.DELIVERY_CPU).orElse(0),
                      sample.value(Metric.DELAY_P99).orElse(0)));
        } catch (IOException e) {
          leftOut(load, entry.name(), "round " + round, e);
        }
      }
    }
    stolen.sentence(load.name()).ifPresent(remarks::note);
  }

  private Sample turn(Load load, Participant entry, int round, int turn)
      throws IOException, InterruptedException {
    NotificationWay way = what.way(load);
    StreamLoad.Outcome outcome =
        StreamLoad.run(
            task(
                way,
                entry.candidate(),
                entry.server(),
                load.connections(),
                EVERY_MILLIS,
                seconds(what, load)));
    raw.add(load.name(), entry.name(), Phase.NOTIFICATION, round, turn, outcome.text());
    Map<String, Double> values = new LinkedHashMap<>();
    outcome.values().forEach((metric, value) -> values.put(metric.id(), value));
    values.remove(Metric.CLIENT_MEMORY.id());
    return sample(load, entry.candidate(), entry.process(), round, turn, outcome, values);
  }

  private static Sample sample(
      Load load,
      Candidate candidate,
      int process,
      int round,
      int turn,
      StreamLoad.Outcome outcome,
      Map<String, Double> values) {
    return new Sample(
        load.name(),
        candidate.name(),
        process,
        Phase.NOTIFICATION,
        round,
        turn,
        outcome.seconds(),
        outcome.delivered(),
        0,
        values);
  }

  private void memory(Work work) throws InterruptedException {
    Load load = work.load();
    for (int process = 1; process <= what.processes(); process++) {
      for (Candidate candidate : work.candidates()) {
        if (candidate.missing().isEmpty() && candidate.cannot(load).isEmpty()) {
          try {
            samples.add(memory(load, candidate, process));
          } catch (IOException e) {
            leftOut(load, candidate.name(), "the memory of process " + process, e);
          }
          progress.done(
              memorySeconds(what) / what.processes(),
              "%s  memory  %s".formatted(load.name(), candidate.name()));
        }
      }
    }
  }

  private Sample memory(Load load, Candidate candidate, int process)
      throws IOException, InterruptedException {
    NotificationWay way = what.way(load);
    Setting setting = Setting.of(plan.cpus());
    try (ServerProcess server = candidate.start(setting)) {
      running.note(candidate, server, setting);
      // What the first few clients cost is the server's own, not a client's.
      StreamLoad.run(task(way, candidate, server, FEW, WARM_UP_MILLIS / 10, 1));
      StreamLoad.Outcome outcome =
          StreamLoad.run(task(way, candidate, server, load.connections(), EVERY_MILLIS, 1));
      raw.add(
          load.name() + "-memory",
          candidate.name(),
          Phase.NOTIFICATION,
          process,
          1,
          outcome.text());
      Map<String, Double> values =
          Map.of(Metric.CLIENT_MEMORY.id(), outcome.values().get(Metric.CLIENT_MEMORY));
      return sample(load, candidate, 1, process, 1, outcome, values);
    }
  }

  private void leftOut(Load load, String server, String what, IOException e) {
    remarks.note(
        "%s, %s: %s is left out, because: %s."
            .formatted(load.name(), server, what, e.getMessage()));
    progress.done(turnSeconds(this.what, load), server + " left out: " + e.getMessage());
  }
}
