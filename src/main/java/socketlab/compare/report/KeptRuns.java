// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.compare.data.Campaign;

/** The runs that were kept, each a folder. */
final class KeptRuns {
  private static final String RECORD = "run.json";
  private static final String JMH = "jmh.json";

  private KeptRuns() {}

  /**
   * A run.
   *
   * @param began as {@code run.json} has it: ISO 8601, so that it sorts by time
   * @param machine its short name
   * @param commit its id
   * @param dirty whether files differed from the commit
   * @param topic of a campaign; {@code jmh}, and what the run was about, of the other kind
   * @param campaign empty for a run of JMH
   * @param verdict in a line
   */
  record Result(
      String folder,
      String began,
      String machine,
      String commit,
      boolean dirty,
      String topic,
      Optional<Campaign> campaign,
      String verdict) {
    String date() {
      return began.substring(0, 10);
    }
  }

  /**
   * All of them, the newest first.
   *
   * @param folder where the runs are
   * @throws IOException in one line, when one of them cannot be read
   */
  static List<Result> in(Path folder) throws IOException {
    List<Result> results = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        for (Path one : all.filter(run -> Files.exists(run.resolve(RECORD))).toList()) {
          results.add(read(one));
        }
      }
    }
    results.sort(Comparator.comparing(Result::began).thenComparing(Result::folder).reversed());
    return results;
  }

  private static Result read(Path folder) throws IOException {
    Map<String, Object> run = JSON.std.mapFrom(Files.readString(folder.resolve(RECORD)));
    Map<?, ?> commit = (Map<?, ?>) run.get("commit");
    Map<?, ?> machine = (Map<?, ?>) run.get("machine");
    String name = folder.getFileName().toString();
    Optional<Campaign> campaign =
        Files.exists(folder.resolve(Campaign.FILE))
            ? Optional.of(Campaign.read(folder))
            : Optional.empty();
    return new Result(
        name,
        run.get("began").toString(),
        machine.get("name").toString(),
        commit.get("id").toString(),
        Boolean.TRUE.equals(commit.get("dirty")),
        campaign.map(Campaign::topic).orElse(name.replaceAll(".*-(?=jmh)", "").replace('-', ' ')),
        campaign,
        campaign.isPresent() ? verdict(campaign.get()) : benchmarks(folder));
  }

  private static String verdict(Campaign campaign) {
    if (!campaign.targets().isEmpty()) {
      return VerdictText.targets(campaign.targets());
    }
    return campaign.verdict().isEmpty() ? "nothing was measured" : campaign.verdict().getFirst();
  }

  /** What JMH measured; it gives no verdict. */
  private static String benchmarks(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(JMH))) {
      return "no result";
    }
    List<Object> results = JSON.std.listFrom(Files.readString(folder.resolve(JMH)));
    List<String> names =
        results.stream()
            .map(one -> ((Map<?, ?>) one).get("benchmark").toString())
            .map(name -> name.replaceAll("\\.\\w+$", "").replaceAll(".*\\.", ""))
            .distinct()
            .toList();
    return results.size() + " results of " + String.join(", ", names);
  }
}
