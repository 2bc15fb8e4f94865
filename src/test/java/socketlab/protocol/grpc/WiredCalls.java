// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import socketlab.protocol.Output;
import socketlab.protocol.Wire;
import socketlab.protocol.grpc.client.CallAnswer;
import socketlab.protocol.grpc.client.CallOptions;
import socketlab.protocol.grpc.client.ClientCall;
import socketlab.protocol.grpc.client.GrpcCaller;
import socketlab.protocol.grpc.wire.GrpcLimits;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.hpack.FieldBlock;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http2.Http2Session;
import socketlab.protocol.http2.client.ClientConnection;
import socketlab.protocol.http2.client.ClientLimits;
import socketlab.protocol.http2.client.RequestBlock;
import socketlab.protocol.http2.client.ResponseTarget;
import socketlab.protocol.http2.client.StreamFailure;

/**
 * A client and a server at the ends of a wire, whose bytes arrive in pieces that are cut anywhere.
 */
final class WiredCalls {
  static final GrpcLimits LIMITS = new GrpcLimits(100_000, 400_000);

  final ManualClock clock = new ManualClock();
  final List<Throwable> failures = new ArrayList<>();
  final GrpcConfig config = new GrpcConfig(LIMITS, clock, failures::add);
  final Output out = new Output(64);
  final ClientConnection connection;
  final Wire wire;
  private final GrpcCaller caller;
  private final Random cuts = new Random(11);
  private byte[] untaken = {};

  WiredCalls(Map<String, GrpcMethod> methods) {
    this(methods, ClientLimits.DEFAULT);
  }

  WiredCalls(Map<String, GrpcMethod> methods, ClientLimits windows) {
    GrpcHandler handler =
        new GrpcHandler(config, () -> List.of(new GrpcService("lab.Test", methods)));
    wire =
        new Wire(
            Http2Session.factory(
                new HttpConfig(handler, HttpLimits.DEFAULT, HttpDate.NONE, failures::add)));
    connection = new ClientConnection(windows);
    connection.begin(out);
    caller = new GrpcCaller(connection, "http", "lab", LIMITS, out);
  }

  Told begin(String method, CallOptions options) {
    Told told = new Told();
    told.call = caller.begin("lab.Test/" + method, options, told);
    return told;
  }

  Told begin(String method) {
    return begin(method, CallOptions.NONE);
  }

  /** A request as it is written here, whatever is wrong with it. */
  Raw raw(String path, byte[] body, Field... fields) {
    Raw raw = new Raw();
    raw.stream =
        connection.open(
            RequestBlock.of("POST", "http", "lab", path, List.of(fields)), false, raw, out);
    connection.send(raw.stream, body, 0, body.length, true, out);
    turn();
    return raw;
  }

  /** Begins an echo with this body; how many bytes of it the server takes. */
  int sent(Raw raw, Output body) {
    Field type = new Field("content-type", "application/grpc");
    raw.stream =
        connection.open(
            RequestBlock.of("POST", "http", "lab", "/lab.Test/Echo", List.of(type)),
            false,
            raw,
            out);
    return sentOn(raw, body, 0);
  }

  /** Likewise, of the rest of a body. */
  int sentOn(Raw raw, Output body, int from) {
    int at = body.offset() + from;
    int end = body.offset() + body.size();
    int count;
    do {
      turn();
      count = connection.send(raw.stream, body.array(), at, end, true, out);
      at += count;
    } while (count > 0 && at < end);
    turn();
    return at - body.offset() - from;
  }

  /** Lets bytes go both ways until nothing moves any more. */
  WiredCalls turn() {
    boolean moved = true;
    while (moved) {
      moved = false;
      while (!out.isEmpty()) {
        int count = Math.min(out.size(), 1 + cuts.nextInt(3000));
        byte[] piece = Arrays.copyOfRange(out.array(), out.offset(), out.offset() + count);
        out.sent(count);
        wire.feed(piece);
        moved = true;
      }
      wire.turn();
      byte[] came = wire.takeReceived();
      if (came.length > 0) {
        take(came);
        moved = true;
      }
    }
    return this;
  }

  private void take(byte[] came) {
    byte[] all = Arrays.copyOf(untaken, untaken.length + came.length);
    System.arraycopy(came, 0, all, untaken.length, came.length);
    int taken = connection.receive(all, 0, all.length, out);
    untaken = Arrays.copyOfRange(all, taken, all.length);
  }

  /** Says one thing, in a text. */
  static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  /** What was told of a call. */
  static final class Told implements CallAnswer {
    ClientCall call;
    List<Field> head = List.of();
    final List<String> messages = new ArrayList<>();
    GrpcStatus status;
    List<Field> trailers = List.of();
    int bytes;

    Told send(String message) {
      call.send(text(message));
      return this;
    }

    Told end() {
      call.end();
      return this;
    }

    @Override
    public void head(List<Field> fields) {
      head = fields;
    }

    @Override
    public void message(byte[] bytes, int from, int length, boolean compressed) {
      messages.add(new String(bytes, from, length, UTF_8) + (compressed ? " (gzip)" : ""));
      this.bytes += length;
    }

    @Override
    public void ended(GrpcStatus status, List<Field> trailers) {
      if (this.status != null) {
        throw new AssertionError("ended twice");
      }
      this.status = status;
      this.trailers = trailers;
    }
  }

  /** What was told of a request that is maybe no call. */
  static final class Raw implements ResponseTarget {
    int stream;
    int status;
    final List<String> head = new ArrayList<>();
    final List<String> trailers = new ArrayList<>();
    boolean complete;
    StreamFailure failure;

    /** Whether it is done with bytes as they come. */
    boolean takes = true;

    int bytes;

    @Override
    public int data(byte[] some, int from, int to) {
      bytes += to - from;
      return takes ? to - from : 0;
    }

    @Override
    public void head(int status, FieldBlock fields) {
      this.status = status;
      add(fields, head);
    }

    @Override
    public void trailers(FieldBlock fields) {
      add(fields, trailers);
    }

    private static void add(FieldBlock fields, List<String> to) {
      for (int i = 0; i < fields.count(); i++) {
        to.add(fields.nameOf(i) + ": " + fields.valueOf(i));
      }
    }

    @Override
    public void complete() {
      complete = true;
    }

    @Override
    public void failed(StreamFailure why) {
      failure = why;
    }
  }
}
