// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import socketlab.experiment.claim.Figure;
import socketlab.experiment.run.Recording;

/**
 * The figures of the last record of each experiment, as {@code bench-results/experiments} has them:
 * the build puts these files into the jar.
 *
 * <p>Thread contract: one thread.
 */
public final class RecordedRuns {
  private static final String FOLDER = "/recorded/";

  private final Map<String, Recording.Kept> read = new TreeMap<>();

  /**
   * The figure whose name ends like this.
   *
   * @throws IllegalStateException when the record has no such figure, or several
   */
  public Figure figure(String experiment, String end) {
    List<Figure> found =
        of(experiment).observation().figures().stream()
            .filter(figure -> figure.name().endsWith(end))
            .toList();
    if (found.size() != 1) {
      throw new IllegalStateException(
          found.size() + " figures of the record of " + experiment + " are called '" + end + "'");
    }
    return found.getFirst();
  }

  /**
   * The last record of an experiment.
   *
   * @throws IllegalStateException when there is none
   */
  public Recording.Kept of(String experiment) {
    return read.computeIfAbsent(experiment, RecordedRuns::read);
  }

  private static Recording.Kept read(String experiment) {
    try (InputStream json = RecordedRuns.class.getResourceAsStream(FOLDER + experiment + ".json")) {
      if (json == null) {
        throw new IllegalStateException("no record of " + experiment);
      }
      return Recording.read(new String(json.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
