// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The lab as a process that is killed again and again, and started again with the same arguments.
 * Thread-safe: many clients may ask where it is, while one thread kills it.
 */
final class KilledLab implements AutoCloseable {
  private final String[] arguments;
  private LabProcess lab;

  /** Null while it is being started again. */
  private InetSocketAddress address;

  KilledLab(String... arguments) throws IOException {
    this.arguments = arguments.clone();
    start();
  }

  private void start() throws IOException {
    lab = LabProcess.start(arguments);
    serveAt(lab.address());
  }

  private synchronized void serveAt(InetSocketAddress now) {
    address = now;
    notifyAll();
  }

  /** Where it listens; waits until it does again. */
  synchronized InetSocketAddress address() throws InterruptedException {
    while (address == null) {
      wait();
    }
    return address;
  }

  /** By SIGKILL, and up again when this returns. */
  void kill() throws IOException, InterruptedException {
    serveAt(null);
    lab.close();
    lab.exitCode();
    start();
  }

  /** What the last one complained of. */
  List<String> err() {
    return lab.err();
  }

  @Override
  public void close() {
    lab.close();
  }
}
