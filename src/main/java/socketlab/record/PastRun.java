// SPDX-License-Identifier: Apache-2.0
package socketlab.record;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A run that was kept: its {@code run.json}, read again, so that its pages can be made anew.
 *
 * @param jdk that measured, as it named itself
 * @param json the file as it is
 */
public record PastRun(RunRecord run, String jdk, String json) {
  /**
   * Reads {@code run.json} of a folder.
   *
   * @throws IOException in one line, when there is none, or it is none of this version
   */
  public static PastRun read(Path folder) throws IOException {
    Path file = folder.resolve("run.json");
    String json = Files.readString(file);
    try {
      Map<String, Object> run = JSON.std.mapFrom(json);
      Map<?, ?> load = (Map<?, ?>) run.get("loadAverage");
      return new PastRun(
          new RunRecord(
              text(run, "command"),
              Instant.parse(text(run, "began")),
              Instant.parse(text(run, "ended")),
              machine((Map<?, ?>) run.get("machine")),
              commit((Map<?, ?>) run.get("commit")),
              texts(run.get("jvmFlags")),
              texts(run.get("serverFlags")),
              text(run, "pinning"),
              pairs(run.get("versions")),
              text(load, "before"),
              text(load, "after")),
          text(run, "jdk"),
          json);
    } catch (RuntimeException e) {
      throw new IOException(file + " is no record of this version: " + e.getMessage(), e);
    }
  }

  private static Machine machine(Map<?, ?> machine) {
    return new Machine(
        text(machine, "cpu"),
        ((Number) machine.get("cpus")).intValue(),
        text(machine, "virtual"),
        text(machine, "kernel"),
        texts(machine.get("kernelParameters")),
        pairs(machine.get("settings")));
  }

  private static Commit commit(Map<?, ?> commit) {
    return new Commit(text(commit, "id"), Boolean.TRUE.equals(commit.get("dirty")));
  }

  private static String text(Map<?, ?> map, String field) {
    return map.get(field).toString();
  }

  /** Empty where an older record has none. */
  private static List<String> texts(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(Object::toString).toList();
  }

  private static Map<String, String> pairs(Object map) {
    return map == null
        ? Map.of()
        : ((Map<?, ?>) map)
            .entrySet().stream()
                .collect(
                    Collectors.toMap(
                        one -> one.getKey().toString(),
                        one -> one.getValue().toString(),
                        (first, second) -> first,
                        LinkedHashMap::new));
  }
}
