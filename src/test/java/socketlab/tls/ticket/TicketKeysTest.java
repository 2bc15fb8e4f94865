// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.ticket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file with the keys of tickets. */
@Timeout(60)
class TicketKeysTest {
  @TempDir private Path folder;

  private Path file(String... lines) throws IOException {
    Path file = folder.resolve("keys");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, String.join("\n", lines));
  }

  private static String line(int seed) {
    byte[] bytes = new byte[TicketKey.BYTES];
    new Random(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void itIsMadeOnceAndNobodyElseReadsIt() throws IOException {
    Path file = folder.resolve("keys");
    List<TicketKey> made = TicketKeys.in(file);
    assertEquals(1, made.size());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertArrayEquals(made.getFirst().sealing(), TicketKeys.in(file).getFirst().sealing());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    Path file = folder.resolve("none").resolve("keys");
    IOException thrown = assertThrows(IOException.class, () -> TicketKeys.in(file));
    assertTrue(thrown.getMessage().contains("no folder " + file.getParent()), thrown.getMessage());
  }

  @Test
  void processesThatStartAtOnceHaveTheSame() throws Exception {
    Path file = folder.resolve("keys");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<List<TicketKey>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> TicketKeys.in(file)));
      }
      for (Future<List<TicketKey>> one : all) {
        assertArrayEquals(all.getFirst().get().getFirst().name(), one.get().getFirst().name());
      }
    }
  }

  @Test
  void theOrderIsThatOfTheFile() throws IOException {
    List<TicketKey> keys = TicketKeys.in(file(line(1), "", line(2), ""));
    assertEquals(2, keys.size());
    byte[] second = Base64.getDecoder().decode(line(2));
    assertArrayEquals(java.util.Arrays.copyOfRange(second, 0, 16), keys.get(1).name());
    assertArrayEquals(java.util.Arrays.copyOfRange(second, 16, 48), keys.get(1).signing());
    assertArrayEquals(java.util.Arrays.copyOfRange(second, 48, 80), keys.get(1).sealing());
  }

  @Test
  void whatIsNoKeyIsRefusedInOneLineThatShowsNoKey() throws IOException {
    String short48 = line(3).substring(0, 64);
    for (String content : List.of("", short48, line(1) + "\n" + line(2) + "!", "a fault")) {
      Path file = file(content);
      IOException refused = assertThrows(IOException.class, () -> TicketKeys.in(file));
      assertEquals(1, refused.getMessage().lines().count());
      assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
      assertTrue(content.isEmpty() || !refused.getMessage().contains(content));
    }
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws IOException {
    for (String open : List.of("rw-r-----", "rw----r--", "rw-rw-rw-")) {
      Path file = file(line(1));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
      IOException refused = assertThrows(IOException.class, () -> TicketKeys.in(file));
      assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
    }
  }

  @Test
  void aFolderIsNoFile() {
    IOException refused = assertThrows(IOException.class, () -> TicketKeys.in(folder));
    assertEquals(folder + " is no file", refused.getMessage());
  }
}
