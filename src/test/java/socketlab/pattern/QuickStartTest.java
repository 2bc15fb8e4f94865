// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a start does not do, because each costs a tenth of it or more. It is read from the classes
 * that the JVM initialises, which holds on a busy machine too.
 */
@Timeout(60)
class QuickStartTest {
  @TempDir private Path folder;

  @Test
  void aServerOnTheSelectorLinksNoNativeCall() throws Exception {
    assertEquals(List.of(), begun("jdk/internal/foreign/abi/DowncallLinker"));
  }

  @Test
  void itsOptionsNeedNoReflection() throws Exception {
    assertEquals(List.of(), begun("picocli/CommandLine$Model$TypedMember"));
  }

  @Test
  void itsDateNeedsNoLocales() throws Exception {
    assertEquals(List.of(), begun("sun/util/locale/provider/LocaleProviderAdapter"));
  }

  @Test
  void otherCommandsStayWhereTheyAre() throws Exception {
    assertEquals(List.of(), begun("socketlab/cli/CompareCommand"));
  }

  /** Lines of the JVM about the initialisation of this class, until the first answer. */
  private List<String> begun(String name) throws IOException {
    Path log = folder.resolve("classes");
    try (LabProcess lab =
            LabProcess.start(
                List.of("env", "JAVA_TOOL_OPTIONS=-Xlog:class+init=info:file=" + log),
                "serve",
                "--pattern=single-thread",
                "--port=0");
        TestClient client = TestClient.to(lab.address())) {
      assertEquals(200, client.ask("/plaintext").status());
    }
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      assertTrue(
          all.stream().anyMatch(line -> line.contains("'socketlab/cli/serve/ServeCommand'")));
      return all.stream().filter(line -> line.contains("'" + name + "'")).toList();
    }
  }
}
