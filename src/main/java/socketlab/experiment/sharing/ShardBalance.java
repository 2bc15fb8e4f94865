// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.sharing;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.claim.Series;
import socketlab.experiment.tool.Listeners.Shards;
import socketlab.experiment.tool.Until;

@Claim(
    id = "shard-balance",
    question = "How evenly does the kernel spread connections over the shards of an address?",
    setup =
        """
        10,000 clients ──▶ hash(addresses, ports) ──▶ 8 shards: how many for each?
             2 clients ──▶ hash(addresses, ports) ──▶ 3 shards: how often both on one?
        """,
    picture =
        """
        10,000 clients ──▶ hash(addresses, ports) ──▶ 8 shards: 1,250 each, give or take 33
             2 clients ──▶ hash(addresses, ports) ──▶ 3 shards: in a third of cases both on one
        """,
    sources = {
      "reuseport_select_sock in net/core/sock_reuseport.c: reciprocal_scale(hash, num_socks)",
      "Envoy issue 33707: two connections on three workers meet in 30 % of cases",
      "The binomial distribution: a share of n/k has the standard deviation √(n·(1/k)·(1−1/k))"
    },
    outcomes = {
      @Outcome(
          name = "dice",
          grade = EXPECTED,
          choice = "As dice fall: many connections are spread about evenly, few are not.",
          why =
              "As dice fall: many connections are spread evenly enough, but few are not, and two"
                  + " long connections may well share a shard while another shard has none. The"
                  + " hash looks at addresses and ports, and not at the load."),
      @Outcome(
          name = "turns",
          grade = INTERESTING,
          choice = "In turn: every shard gets the same number.",
          why =
              "Far too even for dice: this kernel deals the connections out in turn, or by load."),
      @Outcome(
          name = "loaded-dice",
          grade = FORBIDDEN,
          choice = "Unevenly: some shards get far more than others.",
          why =
              "A shard is more than five standard deviations off its share, or pairs meet more than"
                  + " five off a third: fair dice do that less than once in 100,000 runs.")
    },
    verdict = {
      "Of 10,000 connections the 8 shards got {connections of shard *}; the worst is {worst shard,"
          + " in standard deviations} standard deviations off its share.",
      "Of two connections on 3 shards, both were on one in {pairs on 3 shards that met on one} of"
          + " cases."
    },
    cost = Cost.WAITS,
    seconds = 5,
    tryIt =
        """
        ./lab serve --pattern=sharded --threads=8 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ./lab load http://localhost:8080/plaintext --connections=16 --duration=3s
        curl -s localhost:8080/stats   # see how many connections each shard accepted
        kill $server
        """,
    seeAlso = {
      "same-mean-different-tail",
      "shard-steering",
      "shard-close",
      "sharded",
      "shard",
      "SO_REUSEPORT"
    })
public final class ShardBalance implements Experiment {
  private static final int CONNECTIONS = 10_000;
  private static final int SHARDS = 8;
  private static final int BATCH = 1_000;
  private static final int PAIRS = 2_000;
  private static final int SHARDS_OF_PAIRS = 3;
  private static final double FAR = 5;

  /** Of seven degrees of freedom: so even are dice once in 100,000 runs. */
  private static final double TOO_EVEN = 0.15;

  @Override
  public String run(Notes notes) throws Exception {
    int[] shares = shares(notes);
    double mean = (double) CONNECTIONS / SHARDS;
    double sigma = deviation(CONNECTIONS, 1.0 / SHARDS);
    double worst =
        Arrays.stream(shares).mapToDouble(s -> Math.abs(s - mean) / sigma).max().orElse(0);
    double chiSquare = Arrays.stream(shares).mapToDouble(s -> (s - mean) * (s - mean) / mean).sum();
    notes.figure("one standard deviation", "", "", "arithmetic", sigma);
    notes.figure("worst shard, in standard deviations", "", "5 or less", "accept", worst);
    notes.figure("χ² of the shares", "", "about 7", "accept", chiSquare);

    int met = met();
    double off = Math.abs(met - PAIRS / 3.0) / deviation(PAIRS, 1.0 / 3);
    notes.figure(
        "pairs on 3 shards that met on one", "%", "28 to 39", "accept", 100.0 * met / PAIRS);
    if (worst > FAR || off > FAR || !notes.allAsExpected()) {
      return "loaded-dice";
    }
    return chiSquare < TOO_EVEN ? "turns" : "dice";
  }

  private static double deviation(int trials, double chance) {
    return Math.sqrt(trials * chance * (1 - chance));
  }

  private static int[] shares(Notes notes) throws Exception {
    int[] queued = new int[SHARDS];
    int[] accepted = new int[SHARDS];
    try (Shards shards = Shards.listen(SHARDS, BATCH)) {
      for (int i = 0; i < CONNECTIONS; i += BATCH) {
        connect(shards, BATCH);
        for (int shard = 0; shard < SHARDS; shard++) {
          queued[shard] += shards.queued(shard);
          accepted[shard] += shards.acceptAll(shard);
        }
      }
    }
    for (int shard = 0; shard < SHARDS; shard++) {
      Map<String, Double> places = new LinkedHashMap<>();
      places.put("TCP_INFO", (double) queued[shard]);
      places.put("accept", (double) accepted[shard]);
      notes.figure("connections of shard " + shard, "", "about 1250", places);
    }
    notes.series(
        new Series(
            "Shares",
            "shard",
            "connections",
            IntStream.range(0, SHARDS)
                .mapToObj(shard -> new Series.Point(shard, accepted[shard]))
                .toList()));
    return accepted;
  }

  private static int met() throws Exception {
    int met = 0;
    try (Shards shards = Shards.listen(SHARDS_OF_PAIRS, 16)) {
      for (int i = 0; i < PAIRS; i++) {
        connect(shards, 2);
        for (int shard = 0; shard < SHARDS_OF_PAIRS; shard++) {
          met += shards.acceptAll(shard) == 2 ? 1 : 0;
        }
      }
    }
    return met;
  }

  /** Clients come and leave, and wait in a shard's queue nevertheless. */
  private static void connect(Shards shards, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      try (SocketChannel client = SocketChannel.open()) {
        // By RST, and from many addresses: nothing stays in TIME_WAIT, so ports do not run out.
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.bind(new InetSocketAddress("127.0.0." + (1 + i % 20), 0));
        client.connect(shards.address());
      }
    }
    Until.holds("all of them are queued", () -> shards.queued() == count);
  }
}
