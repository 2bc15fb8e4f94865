// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import socketlab.protocol.Output;
import socketlab.protocol.Wire;
import socketlab.protocol.hpack.FieldBlock;

/**
 * A client's connection with a server's session at the other end of a wire, or with a test that
 * writes frames itself; both ways bytes arrive in pieces that are cut anywhere.
 */
final class WiredClient {
  final ClientConnection connection;
  final Output out = new Output(64);
  private final Wire wire;
  private final Random cuts;
  private byte[] untaken = {};

  /**
   * @param wire null when the test is the server
   */
  WiredClient(ClientLimits limits, Wire wire, long seed) {
    this.wire = wire;
    connection = new ClientConnection(limits);
    cuts = new Random(seed);
    connection.begin(out);
  }

  /** Lets bytes go both ways until nothing moves any more. */
  WiredClient turn() {
    boolean moved = true;
    while (moved) {
      moved = false;
      if (!out.isEmpty()) {
        wire.feed(taken(out));
        moved = true;
      }
      wire.turn();
      byte[] came = wire.takeReceived();
      if (came.length > 0) {
        deliver(came);
        moved = true;
      }
    }
    return this;
  }

  static byte[] taken(Output out) {
    byte[] bytes = Arrays.copyOfRange(out.array(), out.offset(), out.offset() + out.size());
    out.clear();
    return bytes;
  }

  /** These bytes come, in pieces. */
  void deliver(byte[] bytes) {
    for (int at = 0; at < bytes.length; ) {
      int size = Math.min(bytes.length - at, 1 + cuts.nextInt(3 * Math.max(1, bytes.length / 4)));
      piece(bytes, at, size);
      at += size;
    }
  }

  /** Each offer stands in another array, which is overwritten behind it. */
  void piece(byte[] bytes, int from, int size) {
    byte[] offered = Arrays.copyOf(untaken, untaken.length + size);
    System.arraycopy(bytes, from, offered, untaken.length, size);
    int taken = connection.receive(offered, 0, offered.length, out);
    untaken = Arrays.copyOfRange(offered, taken, offered.length);
    Arrays.fill(offered, (byte) 0x55);
  }

  Told get(String path) {
    return ask(RequestBlock.get("http", "lab", path), true);
  }

  Told ask(RequestBlock request, boolean last) {
    Told told = new Told();
    told.stream = connection.open(request, last, told, out);
    return told;
  }

  /** What was told of one answer. */
  static final class Told implements ResponseTarget {
    final List<Integer> interims = new ArrayList<>();
    final List<String> trailers = new ArrayList<>();
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    int stream;
    int status;
    int completed;
    int writable;
    StreamFailure failure;

    /** Whether it is done with bytes as they come. */
    boolean takes = true;

    @Override
    public void interim(int code, FieldBlock fields) {
      interims.add(code);
    }

    @Override
    public void head(int code, FieldBlock fields) {
      status = code;
    }

    @Override
    public int data(byte[] bytes, int from, int to) {
      body.write(bytes, from, to - from);
      return takes ? to - from : 0;
    }

    @Override
    public void trailers(FieldBlock fields) {
      for (int i = 0; i < fields.count(); i++) {
        trailers.add(fields.nameOf(i) + ": " + fields.valueOf(i));
      }
    }

    @Override
    public void complete() {
      completed++;
    }

    @Override
    public void failed(StreamFailure why) {
      if (failure != null) {
        throw new AssertionError("failed twice: " + failure + ", " + why);
      }
      failure = why;
    }

    @Override
    public void writable() {
      writable++;
    }

    String text() {
      return body.toString(ISO_8859_1);
    }

    @Override
    public String toString() {
      return interims + " " + status + " " + text() + " " + trailers + " " + completed + " "
          + failure;
    }
  }
}
