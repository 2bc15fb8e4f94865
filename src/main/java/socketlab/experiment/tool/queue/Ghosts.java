// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeoutException;
import socketlab.experiment.tool.Until;
import socketlab.linux.socket.TcpInfo;
import socketlab.linux.socket.TcpState;

/** Clients that left before anybody accepted them. */
public final class Ghosts {
  /** How a client left. */
  public enum Departure {
    /** By a close: who accepts it then reads end of file. */
    FIN(-1),
    /** By a close with SO_LINGER 0: who accepts it then cannot read. */
    RST(0);

    private final int linger;

    Departure(int linger) {
      this.linger = linger;
    }
  }

  private Ghosts() {}

  /** A client connects, and leaves. */
  public static void leave(ServerSocketChannel listener, Departure how) throws IOException {
    SocketChannel client = SocketChannel.open(listener.getLocalAddress());
    client.setOption(StandardSocketOptions.SO_LINGER, how.linger).close();
  }

  /**
   * Accepts one, and says by what read(2) tells of it how it left.
   *
   * @throws IOException when there is none, or it is alive
   */
  public static Departure accept(ServerSocketChannel listener)
      throws IOException, InterruptedException, TimeoutException {
    try (SocketChannel ghost = listener.accept()) {
      if (ghost == null) {
        throw new IOException("accept found no ghost");
      }
      Until.holds(
          "the client's end has come",
          () ->
              TcpInfo.of(ghost).state() == TcpState.CLOSE_WAIT
                  || TcpInfo.of(ghost).state() == TcpState.CLOSE);
      int read = ghost.read(ByteBuffer.allocate(1));
      if (read >= 0) {
        throw new IOException("a ghost sent " + read + " bytes");
      }
      return Departure.FIN;
    } catch (SocketException e) {
      if (!"Connection reset".equals(e.getMessage())) {
        throw e;
      }
      return Departure.RST;
    }
  }
}
