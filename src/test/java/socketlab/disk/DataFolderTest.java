// SPDX-License-Identifier: Apache-2.0
package socketlab.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may write to the folder of a server. */
@Timeout(20)
class DataFolderTest {
  @TempDir private Path temp;

  @Test
  void itIsMadeWithAllThatIsMissingAboveIt() throws IOException {
    Path path = temp.resolve("a/b");
    try (DataFolder folder = DataFolder.open(path)) {
      assertTrue(Files.isDirectory(folder.folder("topics")));
      assertEquals(path.resolve("topics"), folder.folder("topics"));
    }
  }

  @Test
  void oneServerAtATimeHasIt() throws IOException {
    try (DataFolder _ = DataFolder.open(temp)) {
      IOException refused = assertThrows(IOException.class, () -> DataFolder.open(temp));
      assertTrue(refused.getMessage().contains("in use by another server"), refused.getMessage());
    }
    DataFolder.open(temp).close();
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    IOException refused = assertThrows(IOException.class, () -> DataFolder.open(file));
    assertEquals(file + " is no folder; name another place", refused.getMessage());
  }
}
