// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All of a campaign: who took part, every sample, and what they say of each other.
 *
 * @param topic ends the folder's name
 * @param seed of the order of rounds and of the bootstrap
 * @param generators wrk or lab, by workload
 * @param rounds planned
 * @param roundSeconds how long each is
 * @param baselineServer what ratios are told to
 * @param noise the same server against itself, two processes: how far apart "no difference" is
 * @param unsaturated how busy their CPUs kept those who were not driven to their limit, 1 for all
 *     the time, by workload and server
 * @param targets of the speed table; empty in another campaign
 * @param generatorCheck null where the generator itself was not weighed
 * @param earlier this run's servers against those of {@code earlierRun}
 * @param earlierRun the folder's name; empty when there was none to compare with
 * @param verdict in words, a sentence each
 * @param ways to the first byte of an HTTPS answer; empty in another campaign
 */
public record Campaign(
    String topic,
    long seed,
    Map<String, String> generators,
    int rounds,
    double roundSeconds,
    String baselineServer,
    List<Contender> servers,
    List<Skipped> skipped,
    List<Load> workloads,
    List<Sample> samples,
    List<Summary> summaries,
    List<Comparison> comparisons,
    List<Comparison> noise,
    Map<String, Map<String, Double>> unsaturated,
    List<TargetResult> targets,
    GeneratorCheck generatorCheck,
    List<Comparison> earlier,
    String earlierRun,
    List<String> verdict,
    List<WayResult> ways) {
  public static final String FILE = "campaign.json";

  // A value that is not there is not written; a reader takes its absence for null.
  private static final JSON MAPPER =
      JSON.builder()
          .enable(JSON.Feature.PRETTY_PRINT_OUTPUT)
          .enable(JSON.Feature.FAIL_ON_UNKNOWN_BEAN_PROPERTY)
          .build();

  /** A kept campaign may be older than what it does not tell. */
  public Campaign {
    unsaturated = unsaturated == null ? Map.of() : unsaturated;
    ways = ways == null ? List.of() : ways;
  }

  /** Whether a server's throughput under a workload is what it can. */
  public boolean isSaturated(Load load, String server) {
    return !unsaturated.getOrDefault(load.name(), Map.of()).containsKey(server);
  }

  /** What ratios are told to under a workload: another where the baseline server took no part. */
  public String baseline(Load load) {
    return comparisons.stream()
        .filter(one -> one.workload().equals(load.name()))
        .map(Comparison::baseline)
        .findFirst()
        .orElse(baselineServer);
  }

  public String toJson() throws IOException {
    return MAPPER.asString(this) + "\n";
  }

  /**
   * @throws IOException in one line, when it is no campaign
   */
  public static Campaign ofJson(String json) throws IOException {
    return MAPPER.beanFrom(Campaign.class, json);
  }

  /** Writes {@value #FILE} into a folder. */
  public void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), toJson());
  }

  /**
   * Reads {@value #FILE} of a folder.
   *
   * @throws IOException in one line, when there is none, or it is none of this version
   */
  public static Campaign read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    try {
      return ofJson(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IOException("there is no " + FILE + " in " + folder, e);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + " is no campaign of this version: " + e.getMessage().lines().findFirst().get(), e);
    }
  }
}
