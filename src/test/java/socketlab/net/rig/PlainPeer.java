// SPDX-License-Identifier: Apache-2.0
package socketlab.net.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The other side of a connection, by the JDK's plain sockets. */
public final class PlainPeer implements AutoCloseable {
  private final Socket socket = new Socket();

  private PlainPeer() {}

  public static PlainPeer to(InetSocketAddress address) throws IOException {
    return to(address, 0);
  }

  /**
   * @param receiveBuffer bytes the kernel keeps for it at the most, 0 for the usual
   */
  public static PlainPeer to(InetSocketAddress address, int receiveBuffer) throws IOException {
    PlainPeer peer = new PlainPeer();
    try {
      if (receiveBuffer > 0) {
        peer.socket.setReceiveBufferSize(receiveBuffer);
      }
      peer.socket.setTcpNoDelay(true);
      peer.socket.setSoTimeout((int) LoopRig.SOON.toMillis());
      peer.socket.connect(address, (int) LoopRig.SOON.toMillis());
      return peer;
    } catch (IOException e) {
      peer.close();
      throw e;
    }
  }

  public PlainPeer send(String text) throws IOException {
    return send(text.getBytes(US_ASCII));
  }

  public PlainPeer send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Ends its sending side. */
  public PlainPeer end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** The next bytes, as many as asked for; fewer when the end comes first. */
  public String read(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), US_ASCII);
  }

  /** All up to the end. */
  public byte[] readToEnd() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  public InputStream in() throws IOException {
    return socket.getInputStream();
  }

  public Socket socket() {
    return socket;
  }

  /** Closes with a reset instead of an end. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /**
   * Sends as much as the kernels take, without waiting for more.
   *
   * @param quietNanos after which nothing more is expected to be taken
   * @return bytes that were taken
   */
  public static long flood(SocketChannel channel, long most, long quietNanos) throws IOException {
    channel.configureBlocking(false);
    ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
    long sent = 0;
    long last = System.nanoTime();
    while (sent < most && System.nanoTime() - last < quietNanos) {
      bytes.clear();
      int count = channel.write(bytes);
      if (count > 0) {
        sent += count;
        last = System.nanoTime();
      } else {
        Thread.onSpinWait();
      }
    }
    return sent;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
