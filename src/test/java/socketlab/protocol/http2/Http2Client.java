// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import socketlab.protocol.Handlers;
import socketlab.protocol.Output;
import socketlab.protocol.Wire;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.hpack.HpackDecoder;
import socketlab.protocol.hpack.HpackEncoder;
import socketlab.protocol.hpack.HpackError;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http2.frame.FrameParser;
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;

/**
 * A client at the other end of a wire or of a socket, frame by frame: it writes what it is told,
 * right or wrong, and takes what it reads apart.
 */
public final class Http2Client {
  /** What has come of one stream. */
  public static final class Came {
    public final List<Integer> interims = new ArrayList<>();
    public final List<Field> fields = new ArrayList<>();
    public final List<Field> trailers = new ArrayList<>();
    public final StringBuilder body = new StringBuilder();
    public int status;
    public boolean ended;

    /** The code it was reset with, or -1. */
    public int reset = -1;

    /** Frames of data. */
    public int frames;
  }

  /** Null when it has a socket. */
  final Wire wire;

  private final Consumer<byte[]> sender;

  /** Gives the bytes that have come since it was asked last. */
  private final Supplier<byte[]> receiver;

  private byte[] unread = {};
  private final Map<Integer, Came> streams = new TreeMap<>();
  private final HpackDecoder decoder = new HpackDecoder(4096);

  /** The frames that are of the connection, each as {@code TYPE number …}. */
  public final List<String> connection = new ArrayList<>();

  private boolean opensWindows = true;

  Http2Client(HttpConfig config, Handlers handlers) {
    this(new Wire(Http2Session.factory(config), handlers));
  }

  Http2Client(Wire wire) {
    this.wire = wire;
    int[] read = {0};
    sender = wire::feed;
    receiver =
        () -> {
          byte[] all = wire.receivedBytes();
          byte[] news = Arrays.copyOfRange(all, read[0], all.length);
          read[0] = all.length;
          return news;
        };
  }

  /**
   * @param receiver gives the bytes that have come since it was asked last, without waiting
   */
  public Http2Client(Consumer<byte[]> sender, Supplier<byte[]> receiver) {
    wire = null;
    this.sender = sender;
    this.receiver = receiver;
  }

  /** Says the preface, with these settings. */
  public Http2Client begin(int... settings) {
    Output out = new Output(64);
    out.put(FrameParser.PREFACE);
    FrameWriter.settings(out, settings);
    return send(out);
  }

  /** Opens no window by itself. */
  public Http2Client keepsWindowsShut() {
    opensWindows = false;
    return this;
  }

  public Http2Client send(Output out) {
    sender.accept(bytes(out));
    return this;
  }

  public static byte[] bytes(Output out) {
    return Arrays.copyOfRange(out.array(), out.offset(), out.offset() + out.size());
  }

  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    Output out = new Output(64);
    FrameWriter.head(payload.length, type, flags, stream, out);
    out.put(payload);
    return bytes(out);
  }

  public Http2Client frame(int type, int flags, int stream, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    sender.accept(frame(type, flags, stream, bytes));
    return this;
  }

  public static byte[] block(String... namesAndValues) {
    Output out = new Output(64);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.put(HpackEncoder.encode(namesAndValues[i], namesAndValues[i + 1]));
    }
    return bytes(out);
  }

  public static byte[] request(String method, String path, Field... fields) {
    Output out = new Output(64);
    out.put(block(":method", method, ":scheme", "http", ":path", path, ":authority", "lab"));
    for (Field field : fields) {
      out.put(field.compact());
    }
    return bytes(out);
  }

  public Http2Client headers(int stream, boolean last, byte[] block) {
    int flags = FrameType.END_HEADERS | (last ? FrameType.END_STREAM : 0);
    sender.accept(frame(FrameType.HEADERS, flags, stream, block));
    return this;
  }

  public Http2Client get(int stream, String path) {
    return headers(stream, true, request("GET", path));
  }

  public Http2Client data(int stream, boolean last, String piece) {
    return data(stream, last, piece.getBytes(ISO_8859_1));
  }

  public Http2Client data(int stream, boolean last, byte[] piece) {
    int flags = last ? FrameType.END_STREAM : 0;
    sender.accept(frame(FrameType.DATA, flags, stream, piece));
    return this;
  }

  /** Likewise, in frames of at most so many bytes. */
  public Http2Client data(int stream, boolean last, byte[] piece, int most) {
    for (int at = 0; at < piece.length; at += most) {
      int end = Math.min(piece.length, at + most);
      data(stream, last && end == piece.length, Arrays.copyOfRange(piece, at, end));
    }
    return this;
  }

  /** Asks for another protocol on a stream (RFC 8441 section 4). */
  public Http2Client connect(int stream, String protocol, String path, Field... fields) {
    Output out = new Output(64);
    out.put(block(":method", "CONNECT", ":protocol", protocol, ":scheme", "http"));
    out.put(block(":path", path, ":authority", "lab"));
    for (Field field : fields) {
      out.put(field.compact());
    }
    return headers(stream, false, bytes(out));
  }

  public Http2Client window(int stream, int increment) {
    Output out = new Output(16);
    FrameWriter.windowUpdate(stream, increment, out);
    return send(out);
  }

  /** What has come of this stream; reads on first. */
  public Came came(int stream) {
    readAll();
    return streams.computeIfAbsent(stream, _ -> new Came());
  }

  /** Bytes by which the server has opened the window of this stream so far; reads on first. */
  public int opened(int stream) {
    readAll();
    String update = "WINDOW_UPDATE " + stream + " ";
    return connection.stream()
        .filter(frame -> frame.startsWith(update))
        .mapToInt(frame -> Integer.parseInt(frame.substring(update.length())))
        .sum();
  }

  /** The code of the GOAWAY that has come last, or -1. */
  public int wentAway() {
    readAll();
    int code = -1;
    for (String frame : connection) {
      if (frame.startsWith("GOAWAY")) {
        code = Integer.parseInt(frame.split(" ")[2]);
      }
    }
    return code;
  }

  public void readAll() {
    while (true) {
      byte[] news = receiver.get();
      int before = unread.length;
      unread = Arrays.copyOf(unread, before + news.length);
      System.arraycopy(news, 0, unread, before, news.length);
      int at = 0;
      while (unread.length - at >= FrameType.HEAD_BYTES) {
        int length = int32(unread, at) >>> 8;
        int from = at + FrameType.HEAD_BYTES;
        if (unread.length - from < length) {
          break;
        }
        int stream = int32(unread, at + 5);
        byte[] payload = Arrays.copyOfRange(unread, from, from + length);
        take(unread[at + 3], unread[at + 4], stream, payload);
        at = from + length;
      }
      if (at == 0) {
        return;
      }
      unread = Arrays.copyOfRange(unread, at, unread.length);
    }
  }

  private void take(int type, int flags, int stream, byte[] payload) {
    Came came = stream == 0 ? null : streams.computeIfAbsent(stream, _ -> new Came());
    boolean last = (flags & FrameType.END_STREAM) != 0;
    switch (type) {
      case FrameType.HEADERS -> headers(came, payload, last);
      case FrameType.DATA -> {
        came.body.append(new String(payload, ISO_8859_1));
        came.ended |= last;
        came.frames++;
        if (opensWindows && payload.length > 0) {
          window(0, payload.length);
          if (!last) {
            window(stream, payload.length);
          }
        }
      }
      case FrameType.RST_STREAM -> came.reset = int32(payload, 0);
      case FrameType.SETTINGS -> connection.add((flags & FrameType.ACK) != 0 ? "ACK" : "SETTINGS");
      case FrameType.PING -> {
        connection.add("PING " + flags);
        if ((flags & FrameType.ACK) == 0) {
          sender.accept(frame(FrameType.PING, FrameType.ACK, 0, payload));
        }
      }
      case FrameType.GOAWAY ->
          connection.add("GOAWAY " + int32(payload, 0) + " " + int32(payload, 4));
      case FrameType.WINDOW_UPDATE ->
          connection.add("WINDOW_UPDATE " + stream + " " + int32(payload, 0));
      default -> throw new AssertionError("a frame of type " + type);
    }
  }

  private void headers(Came came, byte[] payload, boolean last) {
    FieldBlock block = new FieldBlock();
    block.begin(Integer.MAX_VALUE);
    try {
      decoder.decode(payload, 0, payload.length, block);
    } catch (HpackError e) {
      throw new AssertionError(e);
    }
    came.ended |= last;
    int first = 0;
    List<Field> into = came.trailers;
    if (block.nameOf(0).equals(":status")) {
      int status = Integer.parseInt(block.valueOf(0));
      if (status < 200) {
        if (status != 100) {
          came.interims.add(status);
        }
        return;
      }
      came.status = status;
      first = 1;
      into = came.fields;
    }
    for (int i = first; i < block.count(); i++) {
      into.add(new Field(block.nameOf(i), block.valueOf(i)));
    }
  }

  private static int int32(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }
}
