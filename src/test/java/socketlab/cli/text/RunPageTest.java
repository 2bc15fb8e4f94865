// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.cli.name.LabFailure;
import socketlab.page.OfflinePage;

/** A page's file is refused before the work, and afterwards it is whole or as it was. */
@Timeout(60)
class RunPageTest {
  private static final OfflinePage PAGE = new OfflinePage("t", "{}", "");

  @TempDir private Path folder;

  @Test
  void aWrongPathIsRefusedInOneLine() {
    for (Path path : List.of(folder, folder.resolve("no/page.html"), Path.of(""))) {
      String message = assertThrows(LabFailure.class, () -> RunPage.at(path)).getMessage();
      assertEquals(1, message.lines().count(), message);
      assertTrue(message.startsWith("--html: ") && message.contains("name a"), message);
    }
  }

  @Test
  void lookingWritesNothing() {
    RunPage.at(folder.resolve("page.html"));
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void withoutAFileThereIsNoPage() {
    RunPage.at(null)
        .write(
            () -> {
              throw new IOException("was made for nobody");
            });
  }

  @Test
  void theFileIsThePageAndNothingIsLeftBeside() throws IOException {
    Path file = Files.writeString(folder.resolve("page.html"), "old");
    RunPage.at(file).write(() -> PAGE);
    assertEquals(PAGE.html(), Files.readString(file));
    assertEquals(1, folder.toFile().list().length);
  }

  @Test
  void aPageThatFailsLeavesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("page.html"), "old");
    RunPage page = RunPage.at(file);
    RunPage.Body failing =
        () -> {
          throw new IOException("no data");
        };
    String message = assertThrows(LabFailure.class, () -> page.write(failing)).getMessage();
    assertTrue(message.contains("no data"), message);
    assertEquals("old", Files.readString(file));
    assertEquals(1, folder.toFile().list().length);
  }
}
