// SPDX-License-Identifier: Apache-2.0
package socketlab.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Open connections that one thread loads in rounds: it writes to all, then reads all answers. Two
 * system calls a connection and round, and no selector: as cheap as a load can be, so that it is
 * the server that is measured.
 */
final class Client implements AutoCloseable {
  private static final String REQUEST = "GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  private static final byte[] STATUS = "HTTP/1.1 200 ".getBytes(US_ASCII);

  private final List<SocketChannel> channels = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
  private final ByteBuffer out;
  private final int answerBytes;

  /**
   * @param depth requests that go out together on each connection
   */
  Client(InetSocketAddress address, int connections, int depth) throws IOException {
    try {
      for (int i = 0; i < connections; i++) {
        SocketChannel channel = SocketChannel.open(address);
        channels.add(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      // All answers are as long as the first: even the date's length does not change.
      answerBytes = depth * lengthOfOne(channels.getFirst());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    out = buffer(REQUEST.repeat(depth));
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.allocateDirect(text.length()).put(text.getBytes(US_ASCII)).flip();
  }

  private int lengthOfOne(SocketChannel channel) throws IOException {
    ByteBuffer request = buffer(REQUEST);
    while (request.hasRemaining()) {
      channel.write(request);
    }
    String end = "\r\n\r\nHello, World!";
    in.clear();
    for (String answer = ""; ; answer = US_ASCII.decode(in.duplicate().flip()).toString()) {
      if (answer.endsWith(end)) {
        return answer.length();
      }
      read(channel);
    }
  }

  /** One request, or a batch, on every connection, and all the answers. */
  void round() throws IOException {
    for (SocketChannel channel : channels) {
      out.rewind();
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }
    for (SocketChannel channel : channels) {
      in.clear().limit(answerBytes);
      while (in.hasRemaining()) {
        read(channel);
      }
      for (int i = 0; i < STATUS.length; i++) {
        if (in.get(i) != STATUS[i]) {
          throw new IOException("not a 200: " + US_ASCII.decode(in.flip()));
        }
      }
    }
  }

  private void read(SocketChannel channel) throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("the server closed a connection");
    }
  }

  @Override
  public void close() {
    for (SocketChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        // It goes with the process.
        continue;
      }
    }
  }
}
