// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** The lab's threads, and the process's sockets and pollers, at one moment. */
record OpenResources(Set<String> all) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static boolean jdkPollersMade;

  static OpenResources now() {
    makeJdkPollers();
    Set<String> all =
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("lab-"))
            .collect(Collectors.toCollection(TreeSet::new));
    all.addAll(descriptors());
    return new OpenResources(all);
  }

  private static List<String> descriptors() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return List.of();
    }
    try (Stream<Path> links = Files.list(DESCRIPTORS)) {
      return links
          .map(OpenResources::target)
          .filter(text -> text.contains("socket:") || text.contains("[event"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path link) {
    try {
      return link.getFileName() + " is " + Files.readSymbolicLink(link);
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  /** Waits until nothing is open that was not open here; threads take a moment to end. */
  void awaitNoMore() {
    try {
      eventually().until(() -> all.containsAll(now().all()));
    } catch (ConditionTimeoutException e) {
      Set<String> left = now().all();
      left.removeAll(all);
      assertEquals(Set.of(), left, "left open");
    }
  }

  /** Virtual threads that wait for sockets make the JDK open pollers, once, and for good. */
  private static synchronized void makeJdkPollers() {
    if (jdkPollersMade) {
      return;
    }
    jdkPollersMade = true;
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      List<Thread> threads = new ArrayList<>();
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        sockets.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
        Socket accepted = listener.accept();
        sockets.add(accepted);
        threads.add(Thread.startVirtualThread(() -> readByte(accepted)));
      }
      eventually()
          .until(() -> threads.stream().allMatch(t -> t.getState() != Thread.State.RUNNABLE));
      for (Socket socket : sockets) {
        socket.close();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void readByte(Socket socket) {
    try {
      socket.getInputStream().read();
    } catch (IOException e) {
      // Closed under its feet, as intended.
    }
  }
}
