// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.grpc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.protocol.grpc.client.CallAnswer;
import socketlab.protocol.grpc.client.ClientCall;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.http.Field;

/** One call, whose caller waits for what it wants. Confined to its connection's thread. */
public final class WaitedCall implements CallAnswer {
  /** For what comes at once, with room for a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(20);

  private final GrpcConnection connection;
  private final Deque<byte[]> messages = new ArrayDeque<>();
  private ClientCall call;
  private List<Field> head = List.of();
  private List<Field> trailers = List.of();
  private GrpcStatus status;
  private int compressed;

  WaitedCall(GrpcConnection connection) {
    this.connection = connection;
  }

  void begun(ClientCall call) {
    this.call = call;
  }

  public WaitedCall send(byte[] message) {
    call.send(message);
    return this;
  }

  /** Likewise, by gzip. */
  public WaitedCall sendCompressed(byte[] message) {
    call.send(message, true);
    return this;
  }

  public WaitedCall end() {
    call.end();
    return this;
  }

  /** Gives it up; the server is told at once. */
  public void cancel() throws IOException {
    call.cancel();
    connection.flush();
  }

  /** The next message; empty when the call has ended without another. */
  public Optional<byte[]> next() throws IOException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (messages.isEmpty() && status == null) {
      connection.read(left(deadline));
    }
    return Optional.ofNullable(messages.poll());
  }

  /** How it ended; messages that came meanwhile are kept. */
  public GrpcStatus status() throws IOException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (status == null) {
      connection.read(left(deadline));
    }
    return status;
  }

  private static Duration left(long deadline) throws IOException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new IOException("waited " + SOON.toSeconds() + " s in vain for the server");
    }
    return Duration.ofNanos(left);
  }

  /** True when {@link #status} does not wait. */
  public boolean hasEnded() {
    return status != null;
  }

  /** Messages that have come and that nobody has taken. */
  public int waiting() {
    return messages.size();
  }

  /** How many messages came compressed. */
  public int compressed() {
    return compressed;
  }

  /** Bytes of messages that the server has no window for. */
  public int unsent() {
    return call.unsent();
  }

  /** The value of a field of the head, or of the trailer. */
  public Optional<String> field(String name) {
    return Stream.concat(head.stream(), trailers.stream())
        .filter(field -> field.isNamed(name))
        .map(Field::value)
        .findFirst();
  }

  /** True when the status was all of the answer. */
  public boolean isStatusAlone() {
    return head.isEmpty();
  }

  @Override
  public void head(List<Field> fields) {
    head = fields;
  }

  @Override
  public void message(byte[] bytes, int from, int length, boolean compressed) {
    messages.add(Arrays.copyOfRange(bytes, from, from + length));
    this.compressed += compressed ? 1 : 0;
  }

  @Override
  public void ended(GrpcStatus status, List<Field> trailers) {
    this.status = status;
    this.trailers = trailers;
  }
}
