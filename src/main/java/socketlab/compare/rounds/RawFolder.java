// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import socketlab.compare.data.Load;
import socketlab.compare.data.Sample.Phase;
import socketlab.compare.load.Generator;

/** The folder {@code raw}: all that the generator said, round by round, and its histograms. */
final class RawFolder {
  private final Path folder;

  RawFolder(Path results) throws IOException {
    folder = Files.createDirectories(results.resolve("raw"));
  }

  /** Where the log of latencies of a round goes; empty when the generator writes none. */
  Optional<Path> histogram(
      Generator generator, Load load, String server, Phase phase, int round, int turn) {
    return generator.holdsARate()
        ? Optional.of(
            folder.resolve(
                "%s-%s-%s-%02d-%02d.hdr"
                    .formatted(
                        load.name(), phase, server.replaceAll("[^a-z0-9]+", "-"), round, turn)))
        : Optional.empty();
  }

  /** What is of no round. */
  void add(String topic, String text) throws IOException {
    Files.writeString(folder.resolve(topic + ".txt"), text);
  }

  void add(String topic, String server, Phase phase, int round, int turn, String text)
      throws IOException {
    Files.writeString(
        folder.resolve(topic + ".txt"),
        "# %s, round %d, turn %d, %s%n%s%n".formatted(phase, round, turn, server, text),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
