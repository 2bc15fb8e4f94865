// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import socketlab.protocol.Output;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.hpack.HpackEncoder;
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
import socketlab.protocol.http2.frame.FrameType;
import socketlab.protocol.http2.frame.FrameWriter;

/**
 * Writes the answer to one request: straight to the connection while the handler runs in the
 * connection's thread, else to the output of its stream. There it is the frames of the head, and
 * behind them the body without frames, which windows cut as it leaves.
 */
final class Http2Response implements Response {
  /** The length of a body whose end is told by its end. */
  static final long UNTOLD = -1;

  static final byte[] FAILED = ascii("the handler failed\n");

  private static final byte[] NOTHING = {};
  private static final byte[] FRAME_HEAD = new byte[FrameType.HEAD_BYTES];

  /** What goes with 503: when to try again, in seconds. */
  private static final Field RETRY_AFTER = new Field("Retry-After", "1");

  private static final String ANSWERED = "this request has been answered or postponed already";

  private final Http2Stream stream;

  /** The connection's, while the handler runs in its thread; else null. */
  private Output direct;

  private MediaType type;
  private Field[] fields;
  private int fieldCount;
  private boolean typeOfRequest;
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
    type = null;
    fieldCount = 0;
    typeOfRequest = false;
    answered = false;
    headSize = 0;
    whole = false;
    length = UNTOLD;
    // Few answers have any of these, and to look is cheaper than to write.
    if (fields != null) {
      fields = null;
    }
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
    this.type = type;
    return this;
  }

  @Override
  public Response typeOfRequest() {
    typeOfRequest = true;
    return this;
  }

  @Override
  public Response field(Field field) {
    if (field.isFraming()) {
      throw new IllegalArgumentException("the carrier sets " + field.name());
    }
    if (field.isNamed("upgrade")) {
      // RFC 9113 section 8.2.2: it says something of connections of HTTP/1.1.
      return this;
    }
    if (fields == null) {
      fields = new Field[4];
    } else if (fieldCount == fields.length) {
      fields = Arrays.copyOf(fields, 2 * fieldCount);
    }
    fields[fieldCount++] = field;
    return this;
  }

  @Override
  public void send(Status status) {
    send(status, NOTHING, 0, 0);
  }

  @Override
  public void send(Status status, byte[] body, int from, int length) {
    answering(status);
    write(status, body, from, length);
  }

  private void write(Status status, byte[] body, int from, int length) {
    boolean has = length > 0 && hasBody(status);
    head(status, status.hasNoBody() ? UNTOLD : length, !has);
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
    stream(status, body, UNTOLD);
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
    boolean has = length != 0 && hasBody(status);
    head(status, status.hasNoBody() ? UNTOLD : length, !has);
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
    out.put(FRAME_HEAD);
    HpackEncoder.status(status.code(), out);
    for (Field field : fields) {
      if (!field.isFraming()) {
        out.put(field.compact());
      }
    }
    FrameWriter.fields(at, false, stream.id, out);
    stream.headWritten(at, direct);
  }

  @Override
  public void switchTo(String protocol, SessionFactory successor) {
    throw new IllegalStateException("the peer does not offer to go on in " + protocol);
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
   * @param length of the body, or {@link #UNTOLD}
   */
  private void head(Status status, long length, boolean last) {
    Output out = out();
    int at = out.size();
    out.put(FRAME_HEAD);
    HpackEncoder.status(status.code(), out);
    Field date = config().date().field();
    if (date != null) {
      out.put(date.compact());
    }
    if (type != null) {
      out.put(type.field().compact());
    } else if (typeOfRequest) {
      typeOfRequest(out);
    }
    for (int i = 0; i < fieldCount; i++) {
      out.put(fields[i].compact());
    }
    if (length != UNTOLD) {
      HpackEncoder.contentLength(length, out);
    }
    FrameWriter.fields(at, last, stream.id, out);
    stream.headWritten(at, direct);
    if (direct == null) {
      headSize = out.size();
    }
  }

  private void typeOfRequest(Output out) {
    Http2Request request = stream.request;
    int field = request.find("content-type");
    if (field != Http2Request.NONE) {
      HpackEncoder.literal(
          "content-type",
          request.block.bytes(),
          request.block.value(field),
          request.block.valueEnd(field),
          out);
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
      fields = null;
      fieldCount = 0;
      explain(status);
      write(status, body, 0, body.length);
    }
  }

  /** An answer that no handler gives. */
  void refuse(Status status, byte[] body) {
    explain(status);
    send(status, body);
  }

  private void explain(Status status) {
    type = MediaType.TEXT;
    if (status == Status.SERVICE_UNAVAILABLE) {
      field(RETRY_AFTER);
    }
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

  /** The length of what the producer makes, or {@link #UNTOLD}. */
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
