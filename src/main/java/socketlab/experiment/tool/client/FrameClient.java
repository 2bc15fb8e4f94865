// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.client;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import socketlab.protocol.Output;
import socketlab.protocol.hpack.HpackEncoder;
import socketlab.protocol.http2.frame.ErrorCode;
import socketlab.protocol.http2.frame.FrameParser;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;
import socketlab.protocol.http2.frame.PeerSettings;

/**
 * A client of HTTP/2 on one blocking connection, which opens windows and resets streams as it is
 * told, and not as a library would. One thread.
 */
public final class FrameClient implements AutoCloseable {
  /** Longer than any answer here takes; then the experiment fails, rather than hang. */
  private static final int PATIENCE_MILLIS = 20_000;

  private static final int NONE = -1;

  /** What has come of one stream. */
  private static final class Received {
    private boolean head;
    private long data;
    private boolean ended;
    private boolean reset;
  }

  private final Socket socket;
  private final DataInputStream in;
  private final Map<Integer, Received> streams = new HashMap<>();
  private int next = 1;
  private int goAway = NONE;
  private boolean pinged;
  private int refused;

  /**
   * @param streamWindow bytes of each answer that the server may send unasked
   */
  public FrameClient(InetSocketAddress server, int streamWindow) throws IOException {
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    Output out = new Output(64);
    out.put(FrameParser.PREFACE);
    FrameWriter.settings(out, PeerSettings.INITIAL_WINDOW_SIZE, streamWindow);
    send(out);
  }

  /**
   * Asks for a path.
   *
   * @return the number of its stream
   */
  public int get(String path) throws IOException {
    Output block = new Output(64);
    block.put(HpackEncoder.encode(":method", "GET"));
    block.put(HpackEncoder.encode(":scheme", "http"));
    block.put(HpackEncoder.encode(":path", path));
    block.put(HpackEncoder.encode(":authority", "lab"));
    int stream = next;
    next += 2;
    Output out = new Output(128);
    int flags = FrameType.END_HEADERS | FrameType.END_STREAM;
    FrameWriter.head(block.size(), FrameType.HEADERS, flags, stream, out);
    out.putAll(block);
    send(out);
    return stream;
  }

  /** Gives a stream up: RST_STREAM with CANCEL. */
  public void reset(int stream) throws IOException {
    Output out = new Output(16);
    FrameWriter.reset(stream, ErrorCode.CANCEL, out);
    send(out);
  }

  /** Lets the server send so many bytes more, on a stream or (0) on the connection. */
  public void openWindow(int stream, int bytes) throws IOException {
    Output out = new Output(16);
    FrameWriter.windowUpdate(stream, bytes, out);
    send(out);
  }

  /** Waits until the server has seen all that was sent; false when it has ended the connection. */
  public boolean ping() throws IOException {
    pinged = false;
    Output out = new Output(32);
    FrameWriter.ping(false, new byte[8], 0, out);
    try {
      send(out);
    } catch (IOException e) {
      // The server has closed; what it said last may still be there.
    }
    try {
      return readUntil(() -> pinged);
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads until this is so; false when the server goes away before. */
  public boolean readUntil(BooleanSupplier condition) throws IOException {
    while (!condition.getAsBoolean()) {
      if (goAway != NONE) {
        return false;
      }
      readFrame();
    }
    return true;
  }

  private void readFrame() throws IOException {
    byte[] head = new byte[FrameType.HEAD_BYTES];
    in.readFully(head);
    byte[] payload = new byte[int32(head, 0) >>> 8];
    in.readFully(payload);
    boolean last = (head[4] & FrameType.END_STREAM) != 0;
    Received of = streams.computeIfAbsent(int32(head, 5), _ -> new Received());
    switch (head[3]) {
      case FrameType.HEADERS -> {
        of.head = true;
        of.ended |= last;
      }
      case FrameType.DATA -> {
        of.data += payload.length;
        of.ended |= last;
      }
      case FrameType.RST_STREAM -> {
        of.reset = true;
        refused += int32(payload, 0) == ErrorCode.REFUSED_STREAM.ordinal() ? 1 : 0;
      }
      case FrameType.PING -> pinged |= (head[4] & FrameType.ACK) != 0;
      case FrameType.GOAWAY -> goAway = int32(payload, 4);
      default -> {
        // Settings, and windows for bodies that this client does not send.
      }
    }
  }

  private static int int32(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }

  /** Whether the head of its answer has come. */
  public boolean hasHead(int stream) {
    return of(stream).head;
  }

  /** Bytes of its answer's body. */
  public long data(int stream) {
    return of(stream).data;
  }

  /** Whether its answer has come to its end. */
  public boolean isWhole(int stream) {
    return of(stream).ended;
  }

  /** Whether the server has given it up. */
  public boolean isReset(int stream) {
    return of(stream).reset;
  }

  /** Streams that the server has refused, since too many were open. */
  public int refused() {
    return refused;
  }

  private Received of(int stream) {
    return streams.getOrDefault(stream, new Received());
  }

  /** The server's reason to end the connection; null while it has told none. */
  public ErrorCode goAway() {
    return goAway == NONE ? null : ErrorCode.values()[goAway];
  }

  private void send(Output out) throws IOException {
    byte[] bytes = Arrays.copyOfRange(out.array(), out.offset(), out.offset() + out.size());
    socket.getOutputStream().write(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
