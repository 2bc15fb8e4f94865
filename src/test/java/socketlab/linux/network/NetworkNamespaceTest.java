// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.linux.OnLinux;
import socketlab.linux.PrivateNetworkExtension;

@OnLinux
class NetworkNamespaceTest {

  private static final Path OWN = Path.of("/proc/self/ns/net");

  @ParameterizedTest
  @CsvSource({
    "user.max_user_namespaces, 0, 10000",
    "user.max_net_namespaces, 0, 10000",
    "kernel.unprivileged_userns_clone, 0, 1",
    "kernel.apparmor_restrict_unprivileged_userns, 1, 0"
  })
  void theCauseNamesTheSettingThatForbidsItAndTheCommand(String name, String bad, String good) {
    String cause = NetworkNamespace.cause("no", n -> Map.of(name, bad).getOrDefault(n, ""));
    assertEquals("sysctl -w " + name + "=" + good, cause.substring(cause.indexOf("; ") + 2));
  }

  @Test
  void withoutSuchASettingTheCauseIsWhatUnshareSaid() {
    assertEquals(
        "unshare failed; run as root, or in a container with a seccomp profile that allows unshare",
        NetworkNamespace.cause("unshare failed", _ -> ""));
  }

  @Test
  void aCommandBeginsInANamespaceThatIsNotOurs() throws IOException {
    PrivateNetworkExtension.needs(NetworkNamespace.availability());
    NetworkNamespace namespace = NetworkNamespace.here();
    Process sleeper = start(namespace.create(List.of("cat")));
    try {
      // The process is unshare for a moment, and then the command under the same number.
      Path its = Path.of("/proc/" + sleeper.pid() + "/ns/net");
      sleeper.outputWriter().write("in\n");
      sleeper.outputWriter().flush();
      assertEquals("in", sleeper.inputReader().readLine());
      assertNotEquals(Files.readSymbolicLink(OWN), Files.readSymbolicLink(its));

      List<String> readlink = List.of("readlink", OWN.toString());
      Process visitor = start(namespace.enter(sleeper.pid(), readlink));
      assertEquals(Files.readSymbolicLink(its).toString(), visitor.inputReader().readLine());
    } finally {
      sleeper.destroyForcibly();
    }
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Made it can be, and yet be of no use: then experiments are skipped for that reason. */
  @ParameterizedTest
  @CsvSource({
    "CapEff:\t0000000000200000 settings can be written, CAP_NET_ADMIN is missing",
    "'', CAP_NET_ADMIN is missing",
    "CapEff:\t0000000000201000, /proc/sys/net may not be written",
  })
  void oneThatCannotBeChangedIsNoneAndTheReasonIsTold(String said, String told) {
    String cause = NetworkNamespace.judged(said).cause().orElseThrow();
    assertTrue(cause.contains(told), cause);
  }

  @Test
  void oneThatCanBeChangedWillDo() {
    String said = "CapEff:\t000001ffffffffff\nsettings can be written";
    assertTrue(NetworkNamespace.judged(said).isAvailable());
  }
}
