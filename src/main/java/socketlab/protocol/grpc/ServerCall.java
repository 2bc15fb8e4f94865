// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import java.util.List;
import socketlab.protocol.Output;
import socketlab.protocol.grpc.wire.BinaryValue;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcStatus;
import socketlab.protocol.grpc.wire.LengthPrefixedReader;
import socketlab.protocol.grpc.wire.MessageEncoding;
import socketlab.protocol.http.BodyConsumer;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;

/**
 * One call on the server's side: the request's body becomes messages for the method's listener, and
 * what the method sends becomes the answer's body and its trailer.
 *
 * <pre>
 *   body ─▶ LengthPrefixedReader ─▶ listener: takes? message … ended
 *                               │ send, end: any thread
 *   body ◀── produce ◀── CallOutput ┘     deadline, cancellation ─▶ listener: cancelled
 * </pre>
 *
 * <p>Thread contract: that of {@link GrpcCall}. What several threads touch is in {@link CallOutput}
 * and under its lock.
 */
final class ServerCall implements GrpcCall, BodyConsumer, BodyProducer {
  private static final Runnable NOTHING = () -> {};

  private final GrpcConfig config;
  private final CallOutput output;
  private final LengthPrefixedReader reader;

  /** While the method begins; behind that the request is no more. */
  private Request request;

  /** Has the client's bytes offered again. */
  private volatile Runnable inputWaker = NOTHING;

  private CallListener listener;
  private volatile boolean requestEnded;

  /** The next message was left with the client. */
  private boolean holdsBack;

  /** Calls the deadline off. */
  private volatile Runnable deadline = NOTHING;

  ServerCall(GrpcConfig config, CallOutput output, MessageEncoding encoding, Request request) {
    this.config = config;
    this.output = output;
    this.request = request;
    reader = new LengthPrefixedReader(config.limits().messageBytes(), config.memory(), encoding);
  }

  /**
   * Begins it; by the handler.
   *
   * @param timeout nanoseconds that the client waits, or -1
   */
  void begin(GrpcMethod method, long timeout, Response response) {
    output.enter();
    try {
      output.answerBy(response.later(this), this);
      if (request.isStreamed()) {
        inputWaker = request.waker();
        request.receive(this);
      }
      listener = method.begin(this);
      expect(timeout);
      if (!request.isStreamed()) {
        int from = request.bodyOffset();
        receive(request.body(), from, from + request.bodyLength());
        ended(List.of());
      }
    } catch (Throwable e) {
      failed(e);
    } finally {
      request = null;
      output.leave();
    }
  }

  private void expect(long timeout) {
    if (timeout >= 0 && !output.isOver()) {
      deadline = config.clock().after(timeout, this::late);
      if (output.isOver()) {
        deadline.run();
      }
    }
  }

  // What the client sends.

  @Override
  public int receive(byte[] bytes, int from, int to) {
    int at = from;
    output.enter();
    try {
      while (at < to && !output.isOver()) {
        if (!reader.isInside() && !takes()) {
          holdsBack = true;
          break;
        }
        at += reader.read(bytes, at, to, listener::message);
      }
    } catch (Throwable e) {
      failed(e);
    } finally {
      output.leave();
    }
    if (output.isOver()) {
      reader.release();
      return UNWANTED;
    }
    return at - from;
  }

  /** A body that was here as a whole is offered once, and so its method cannot hold it back. */
  private boolean takes() {
    return request != null || output.isReady() && listener.takes();
  }

  @Override
  public void ended(List<Field> trailers) {
    requestEnded = true;
    boolean cut = reader.isInside();
    reader.release();
    if (output.isOver()) {
      return;
    }
    output.enter();
    try {
      if (cut) {
        throw new GrpcError(GrpcCode.INTERNAL, "the request ends inside a message");
      }
      listener.ended();
    } catch (Throwable e) {
      failed(e);
    } finally {
      output.leave();
    }
  }

  /** A client may think for as long as it wants before its next message, but not inside one. */
  @Override
  public boolean mayPause() {
    return !reader.isInside();
  }

  @Override
  public int kept() {
    return reader.kept();
  }

  // What the client gets.

  @Override
  public Next produce(Output out, int most) {
    Next next = output.take(out, most);
    if (next != Next.LATER) {
      return next;
    }
    output.enter();
    try {
      listener.ready();
      if (holdsBack && takes()) {
        holdsBack = false;
        inputWaker.run();
      }
    } catch (Throwable e) {
      failed(e);
    } finally {
      output.leave();
    }
    return output.hasMore() ? Next.MORE : Next.LATER;
  }

  @Override
  public List<Field> trailers() {
    return output.trailers();
  }

  // What ends it.

  private void failed(Throwable e) {
    if (e instanceof GrpcError error) {
      end(error.status());
    } else {
      config.failures().accept(e);
      end(new GrpcStatus(GrpcCode.UNKNOWN, "the method failed"));
    }
  }

  /** By the clock. */
  private void late() {
    if (output.cut(new GrpcStatus(GrpcCode.DEADLINE_EXCEEDED, "the deadline has passed"))) {
      cancelListener();
    }
  }

  /**
   * The body does not come to its end, or the answer does not leave. Where only the body broke off,
   * and nothing has left yet, the client is told by a status.
   */
  @Override
  public void closed() {
    deadline.run();
    reader.release();
    if (output.cut(new GrpcStatus(GrpcCode.CANCELLED, "the request broke off"))) {
      cancelListener();
    }
    output.release();
  }

  /** Nobody calls any more who cannot even open a window: the client is gone. */
  @Override
  public void peerEnded() {
    if (output.cut(new GrpcStatus(GrpcCode.CANCELLED, "the client has ended the connection"))) {
      deadline.run();
      cancelListener();
    }
  }

  private void cancelListener() {
    CallListener told = listener;
    if (told == null) {
      return;
    }
    try {
      told.cancelled();
    } catch (Throwable e) {
      config.failures().accept(e);
    }
  }

  @Override
  public void stopping() {
    CallListener told = listener;
    if (told == null || output.isOver()) {
      return;
    }
    output.enter();
    try {
      told.stopping();
    } catch (Throwable e) {
      failed(e);
    } finally {
      output.leave();
    }
  }

  // What the method asks for.

  @Override
  public String metadata(String name) {
    return request().field(name);
  }

  @Override
  public byte[] binaryMetadata(String name) throws GrpcError {
    String value = request().field(name);
    return value == null ? null : BinaryValue.bytes(value);
  }

  private Request request() {
    Request asked = request;
    if (asked == null) {
      throw new IllegalStateException("metadata can be asked only while the method begins");
    }
    return asked;
  }

  @Override
  public void head(Field field) {
    output.head(field);
  }

  @Override
  public void offerCompression() {
    output.offerCompression();
  }

  @Override
  public void send(byte[] bytes, int from, int length, boolean compressed) {
    output.send(bytes, from, length, compressed);
  }

  @Override
  public boolean isReady() {
    return output.isReady();
  }

  @Override
  public void end(GrpcStatus status, Field... trailers) {
    if (output.end(status, List.of(trailers))) {
      deadline.run();
    }
  }

  @Override
  public void wake() {
    output.wake();
    if (!requestEnded) {
      inputWaker.run();
    }
  }

  @Override
  public Runnable after(long nanos, Runnable action) {
    return config.clock().after(nanos, action);
  }

  @Override
  public boolean isOver() {
    return output.isOver();
  }
}
