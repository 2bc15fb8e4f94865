// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Pending;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http.carrier.Handover;

/**
 * Writes the answer to one request: straight to the connection while the handler runs in the
 * connection's thread, else to the output of its stream. There it is the frames of the head, and
 * behind them the body without frames, which windows cut as it leaves.
 */
final class Http2Response implements Response {
  static final byte[] FAILED = ascii("the handler failed\n");

  private static final byte[] NO_PROTOCOL = ascii("no other protocol is spoken here\n");
  private static final byte[] NOTHING = {};
  private static final String ANSWERED = "this request has been answered or postponed already";

  private final Http2Stream stream;

  /** The connection's, while the handler runs in its thread; else null. */
  private Output direct;

  private final AnswerHead head = new AnswerHead();
  private boolean answered;
  private BodyProducer producer;
  private long length;

  /** Bytes of the stream's output that are frames already. */
  private int headSize;

  /** The stream has ended with the head, or with what was written straight behind it. */
  private boolean whole;

  /**
   * Set once the answer has been postponed: true when it is being written. Two threads could want
   * to, the one that was given the answer and the one whose handler failed after giving it.
   */
  private AtomicBoolean claimed;

  Http2Response(Http2Stream stream) {
    this.stream = stream;
  }

  /**
   * @param direct the connection's output when the handler runs in its thread, else null
   */
  void begin(Output direct) {
    this.direct = direct;
    head.clear();
    answered = false;
    headSize = 0;
    whole = false;
    length = AnswerHead.UNTOLD;
    // Few answers have any of these, and to look is cheaper than to write.
    if (producer != null) {
      producer = null;
    }
    if (claimed != null) {
      claimed = null;
    }
  }

  /** The handler has returned: what comes now is written to the stream's own output. */
  void handlerReturned() {
    direct = null;
  }

  @Override
  public Response type(MediaType type) {
    head.type(type);
    return this;
  }

  @Override
  public Response typeOfRequest() {
    head.typeOfRequest();
    return this;
  }

  @Override
  public Response field(Field field) {
    head.add(field);
    return this;
  }

  @Override
  public void send(Status status) {
    send(status, NOTHING, 0, 0);
  }

  @Override
  public void send(Status status, byte[] body, int from, int length) {
    answering(status);
    if (wouldAccept(status)) {
      refuseProtocol();
    } else {
      write(status, body, from, length);
    }
  }

  private void write(Status status, byte[] body, int from, int length) {
    boolean has = length > 0 && hasBody(status);
    putHead(status, status.hasNoBody() ? AnswerHead.UNTOLD : length, !has);
    if (!has) {
      whole = true;
    } else if (direct != null) {
      whole = stream.sendDirect(body, from, length, direct);
    } else {
      stream.output().put(body, from, length);
    }
    finish();
  }

  @Override
  public void stream(Status status, BodyProducer body) {
    stream(status, body, AnswerHead.UNTOLD);
  }

  @Override
  public void stream(Status status, long length, BodyProducer body) {
    if (length < 0) {
      throw new IllegalArgumentException("a body's length is from 0, not " + length);
    }
    stream(status, body, length);
  }

  private void stream(Status status, BodyProducer body, long length) {
    answering(status);
    if (wouldAccept(status)) {
      Handover.guarded(config(), body::closed);
      refuseProtocol();
      return;
    }
    boolean has = length != 0 && hasBody(status);
    putHead(status, status.hasNoBody() ? AnswerHead.UNTOLD : length, !has);
    if (has) {
      producer = body;
      this.length = length;
    } else {
      whole = true;
      if (!hasBody(status)) {
        Handover.guarded(config(), body::closed);
      }
    }
    finish();
  }

  private boolean hasBody(Status status) {
    return stream.request.method != Method.HEAD && !status.hasNoBody();
  }

  @Override
  public void inform(Status status, Field... fields) {
    if (!status.isInterim() || status.code() <= Status.SWITCHING_PROTOCOLS.code()) {
      throw new IllegalArgumentException("an interim answer is from 102 to 199, not " + status);
    }
    if (answered) {
      throw new IllegalStateException(ANSWERED);
    }
    Output out = out();
    int at = out.size();
    AnswerHead.interim(status, fields, stream.id, out);
    stream.headWritten(at, direct);
  }

  @Override
  public void switchTo(String protocol, SessionFactory successor) {
    if (!stream.request.offers(protocol.toLowerCase(Locale.ROOT))) {
      throw new IllegalStateException("the peer does not offer to go on in " + protocol);
    }
    answering(Status.OK);
    putHead(Status.OK, AnswerHead.UNTOLD, false);
    producer = stream.tunnel(successor);
    finish();
  }

  /** RFC 8441 section 4: a success would say that the protocol is spoken from here on. */
  private boolean wouldAccept(Status status) {
    return stream.request.connects() && status.code() / 100 == 2;
  }

  private void refuseProtocol() {
    head.explain(Status.NOT_IMPLEMENTED);
    write(Status.NOT_IMPLEMENTED, NO_PROTOCOL, 0, NO_PROTOCOL.length);
  }

  @Override
  public Response later(Pending pending) {
    if (answered || claimed != null) {
      throw new IllegalStateException(ANSWERED);
    }
    direct = null;
    claimed = new AtomicBoolean();
    stream.pending(pending);
    return this;
  }

  @Override
  public Runnable waker() {
    return stream.waker();
  }

  @Override
  public Executor owner() {
    return stream.owner();
  }

  private Output out() {
    return direct != null ? direct : stream.output();
  }

  /**
   * @param length of the body, or {@link #AnswerHead.UNTOLD}
   */
  private void putHead(Status status, long length, boolean last) {
    Output out = out();
    int at = out.size();
    Field date = config().date().field();
    head.write(status, date, length, last, stream.request, stream.id, out);
    stream.headWritten(at, direct);
    if (direct == null) {
      headSize = out.size();
    }
  }

  private void answering(Status status) {
    if (status.isInterim()) {
      throw new IllegalArgumentException(status + " is no answer; see inform and switchTo");
    }
    if (answered || claimed != null && !claimed.compareAndSet(false, true)) {
      throw new IllegalStateException(ANSWERED);
    }
    answered = true;
  }

  private void finish() {
    if (claimed != null) {
      stream.finish();
    }
  }

  /**
   * Puts an answer of its own in the place of what a failed handler may have begun; one that was
   * postponed is left alone if another thread writes it or has written it.
   *
   * @param size of what it writes to, before the handler
   */
  void fail(Status status, byte[] body, int size) {
    if (claimed == null) {
      if (producer != null) {
        Handover.guarded(config(), producer::closed);
      }
      Output written = direct;
      if (written != null) {
        written.truncate(size);
        stream.undoDirect();
      }
      stream.output().clear();
      begin(written);
      refuse(status, body);
    } else if (claimed.compareAndSet(false, true)) {
      answered = true;
      head.explain(status);
      write(status, body, 0, body.length);
    }
  }

  /** An answer that no handler gives. */
  void refuse(Status status, byte[] body) {
    head.explain(status);
    send(status, body);
  }

  boolean isAnswered() {
    return answered;
  }

  boolean isLater() {
    return claimed != null;
  }

  int headSize() {
    return headSize;
  }

  /** True when nothing follows what {@link #headSize} counts, or what has been written straight. */
  boolean isWhole() {
    return whole;
  }

  /** Who makes the body, once. */
  BodyProducer takeProducer() {
    BodyProducer taken = producer;
    producer = null;
    return taken;
  }

  boolean hasProducer() {
    return producer != null;
  }

  /** The length of what the producer makes, or {@link #AnswerHead.UNTOLD}. */
  long length() {
    return length;
  }

  private HttpConfig config() {
    return stream.config();
  }

  /** What a refusal says to people. */
  static byte[] reason(HttpError error) {
    return ascii(error.getMessage() + "\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
