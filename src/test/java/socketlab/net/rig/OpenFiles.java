// SPDX-License-Identifier: Apache-2.0
package socketlab.net.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** The sockets and pollers that this process has open, at one moment; none where it cannot look. */
public record OpenFiles(Set<String> all) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  static {
    // The JDK opens a socket of its own when it first closes one, and keeps it.
    try (ServerSocketChannel listener =
            ServerSocketChannel.open().bind(new InetSocketAddress("localhost", 0));
        SocketChannel _ = SocketChannel.open(listener.getLocalAddress());
        SocketChannel accepted = listener.accept();
        Selector selector = Selector.open()) {
      accepted.configureBlocking(false);
      accepted.register(selector, SelectionKey.OP_READ);
      selector.selectNow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static OpenFiles now() {
    Set<String> all = new TreeSet<>();
    if (Files.isDirectory(DESCRIPTORS)) {
      try (Stream<Path> links = Files.list(DESCRIPTORS)) {
        links
            .map(OpenFiles::target)
            .filter(t -> t.contains("socket:") || t.contains("anon_inode"))
            .forEach(all::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new OpenFiles(all);
  }

  private static String target(Path link) {
    try {
      return link.getFileName() + " is " + Files.readSymbolicLink(link);
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  public int count() {
    return all.size();
  }

  /** Waits until nothing is open that was not open here. */
  public void awaitNoMore() {
    try {
      LoopRig.eventually().until(() -> all.containsAll(now().all()));
    } catch (ConditionTimeoutException e) {
      Set<String> left = now().all();
      left.removeAll(all);
      assertEquals(Set.of(), left, "left open");
    }
  }
}
