// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import socketlab.linux.socket.TcpState;

/**
 * What ss(8) tells of the TCP sockets of this network, where it is installed: a program that others
 * wrote, over another interface (INET_DIAG).
 */
public final class Ss {
  /**
   * One socket.
   *
   * @param state by its name as ss writes it
   * @param receiveQueue of a listener: connections that wait for accept
   * @param sendQueue of a listener: the effective backlog
   */
  public record Row(String state, long receiveQueue, long sendQueue, int localPort, int peerPort) {
    /** The kernel calls it NEW_SYN_RECV, ss SYN-RECV, and so with a few others. */
    boolean isIn(TcpState wanted) {
      return state.equals(
          switch (wanted) {
            case ESTABLISHED -> "ESTAB";
            case CLOSE -> "UNCONN";
            case FIN_WAIT1 -> "FIN-WAIT-1";
            case FIN_WAIT2 -> "FIN-WAIT-2";
            case NEW_SYN_RECV -> "SYN-RECV";
            default -> wanted.name().toUpperCase(Locale.ROOT).replace('_', '-');
          });
    }
  }

  private Ss() {}

  /** All TCP sockets now, listeners too; empty where there is no ss. */
  public static Optional<List<Row>> read() {
    try {
      Process ss =
          new ProcessBuilder("ss", "-Htan").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String rows = new String(ss.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (ss.waitFor() != 0) {
        return Optional.empty();
      }
      return Optional.of(rows.lines().map(Ss::parse).toList());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  /** {@code LISTEN 3 2 127.0.0.1:8080 0.0.0.0:*}. */
  static Row parse(String line) {
    String[] columns = line.strip().split(" +");
    return new Row(
        columns[0],
        Long.parseLong(columns[1]),
        Long.parseLong(columns[2]),
        port(columns[3]),
        port(columns[4]));
  }

  private static int port(String address) {
    String port = address.substring(address.lastIndexOf(':') + 1);
    return port.equals("*") ? 0 : Integer.parseInt(port);
  }
}
