// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.cli.LabRun;

/** A key that others know, or can guess, signs nothing: the server does not start with it. */
@Timeout(60)
class TokenKeyTest {
  @TempDir Path folder;

  private Path key(int bytes, String mode) throws IOException {
    Path key = Files.write(folder.resolve("key"), new byte[bytes]);
    return Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
  }

  private static void assertRefused(Path key, String why) {
    LabRun run = LabRun.lab("serve", "--pattern=single-thread", "--port=0", "--token-key=" + key);
    assertAll(
        () -> assertEquals(2, run.exitCode()),
        () -> assertEquals(1, run.err().lines().count(), run.err()),
        () -> assertTrue(run.err().startsWith("lab: --token-key: "), run.err()),
        () -> assertTrue(run.err().contains(why), run.err()),
        () -> assertEquals("", run.out()));
  }

  @Test
  void oneThatIsMissingIsToldHowToMake() {
    assertRefused(folder.resolve("none"), "make it: (umask 077; head -c 32 /dev/urandom >");
  }

  @Test
  void oneThatOthersMayReadIsToldHowToHide() throws IOException {
    assertRefused(key(32, "rw-r-----"), "chmod 600");
    assertRefused(key(32, "rw----r--"), "chmod 600");
  }

  @Test
  void oneThatIsShortIsToldHowLongItHasToBe() throws IOException {
    assertRefused(key(31, "rw-------"), "has 31 bytes, and a key has 32 or more");
    assertRefused(key(0, "rw-------"), "has 0 bytes");
  }

  @Test
  void aFolderIsNone() throws IOException {
    Path key = Files.createDirectory(folder.resolve("folder"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rwx------"));
    assertRefused(key, "cannot be read");
  }
}
