// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import socketlab.net.rig.LoopRig;

/** What the JDK opens for virtual threads that wait for sockets: once, and for good. */
final class JdkPollers {
  private static boolean made;

  private JdkPollers() {}

  static synchronized void make() throws IOException {
    if (made) {
      return;
    }
    made = true;
    try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      List<Thread> threads = new ArrayList<>();
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        sockets.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
        Socket accepted = listener.accept();
        sockets.add(accepted);
        threads.add(Thread.startVirtualThread(() -> readByte(accepted)));
      }
      LoopRig.eventually()
          .until(() -> threads.stream().allMatch(t -> t.getState() != Thread.State.RUNNABLE));
      for (Socket socket : sockets) {
        socket.close();
      }
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
