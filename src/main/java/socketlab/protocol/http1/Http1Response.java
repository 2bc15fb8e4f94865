// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
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

/** Writes the answer to one request: straight to the connection, or to its exchange. */
final class Http1Response implements Response {
  static final byte[] CRLF = ascii("\r\n");
  static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  static final byte[] FAILED = ascii("the handler failed\n");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] SWITCHES = ascii("Connection: upgrade\r\nUpgrade: ");
  private static final byte[] OFFERS = ascii("Connection: upgrade\r\n");

  /** What goes with 503: when to try again, in seconds. */
  private static final Field RETRY_AFTER = new Field("Retry-After", "1");

  private static final String ANSWERED = "this request has been answered or postponed already";

  /** Null when it belongs to an exchange. */
  private final Http1Session session;

  /** Null when it writes straight to the connection. */
  private final Exchange exchange;

  private Output out;
  private Http1Request request;
  private MediaType type;
  private Field[] fields;
  private StreamedAnswer stream;
  private SessionFactory successor;
  private byte fieldCount;
  private boolean typeOfRequest;
  private boolean offers;
  private boolean answered;

  /**
   * Set once the answer has been postponed: true when it is being written. Two threads could want
   * to, the one that was given the answer and the one whose handler failed after giving it.
   */
  private AtomicBoolean claimed;

  /** Where the answer will be written, when it was postponed while there was no exchange. */
  private Http1Response postponed;

  /**
   * @param exchange what it belongs to, or null when it writes straight to the connection
   */
  Http1Response(Http1Session session, Exchange exchange) {
    this.session = session;
    this.exchange = exchange;
  }

  void begin(Http1Request request, Output out) {
    this.request = request;
    this.out = out;
    type = null;
    fieldCount = 0;
    typeOfRequest = false;
    offers = false;
    answered = false;
    claimed = null;
    forgetRest();
  }

  /** Lets go of what is only valid for a call. */
  void release() {
    request = null;
    out = null;
    forgetRest();
  }

  /** Few answers have any of these, and to look is cheaper than to write. */
  private void forgetRest() {
    if (fields != null) {
      fields = null;
    }
    if (stream != null) {
      stream = null;
    }
    if (successor != null) {
      successor = null;
    }
    if (postponed != null) {
      postponed = null;
    }
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
    if (fields == null) {
      fields = new Field[4];
    } else if (fieldCount == fields.length) {
      fields = Arrays.copyOf(fields, 2 * fieldCount);
    }
    fields[fieldCount++] = field;
    offers |= field.isNamed("upgrade");
    return this;
  }

  @Override
  public void send(Status status) {
    send(status, CRLF, 0, 0);
  }

  @Override
  public void send(Status status, byte[] body, int from, int length) {
    write(status, body, from, length, answering(status));
  }

  private void write(Status status, byte[] body, int from, int length, Output out) {
    head(status, out);
    if (status.hasNoBody()) {
      out.put(CRLF);
    } else {
      HeadEnd.put(length, out);
    }
    if (hasBody(status)) {
      out.put(body, from, length);
    }
    finish();
  }

  @Override
  public void stream(Status status, BodyProducer body) {
    stream(
        status, request.http10 ? StreamedAnswer.UNTIL_CLOSE : StreamedAnswer.CHUNKED, body, false);
  }

  @Override
  public void stream(Status status, long length, BodyProducer body) {
    if (length < 0) {
      throw new IllegalArgumentException("a body's length is from 0, not " + length);
    }
    stream(status, length, body, true);
  }

  private void stream(Status status, long length, BodyProducer body, boolean known) {
    Output out = answering(status);
    boolean has = hasBody(status);
    if (length == StreamedAnswer.UNTIL_CLOSE) {
      request.close = true;
    }
    head(status, out);
    if (!known && length == StreamedAnswer.CHUNKED && !status.hasNoBody()) {
      out.put(CHUNKED);
    } else if (known && !status.hasNoBody()) {
      HeadEnd.put(length, out);
    } else {
      out.put(CRLF);
    }
    if (has) {
      stream = new StreamedAnswer(body, length);
    } else {
      Handover.guarded(config(), body::closed);
    }
    finish();
  }

  private boolean hasBody(Status status) {
    return request.method != Method.HEAD && !status.hasNoBody();
  }

  @Override
  public void inform(Status status, Field... fields) {
    if (!status.isInterim() || status.code() <= Status.SWITCHING_PROTOCOLS.code()) {
      throw new IllegalArgumentException("an interim answer is from 102 to 199, not " + status);
    }
    if (answered) {
      throw new IllegalStateException(ANSWERED);
    }
    if (!request.http10) {
      out.put(StatusLine.of(status));
      for (Field field : fields) {
        out.put(field.line());
      }
      out.put(CRLF);
    }
  }

  @Override
  public void switchTo(String protocol, SessionFactory successor) {
    if (request.isStreamed() || !request.offers(protocol.toLowerCase(Locale.ROOT))) {
      throw new IllegalStateException("the peer does not offer to go on in " + protocol);
    }
    Output out = answering(Status.OK);
    this.successor = successor;
    out.put(StatusLine.of(Status.SWITCHING_PROTOCOLS));
    fields(out);
    out.put(SWITCHES);
    out.put(protocol.getBytes(US_ASCII));
    out.put(CRLF);
    out.put(CRLF);
    finish();
  }

  @Override
  public Response later(Pending pending) {
    if (answered || claimed != null) {
      throw new IllegalStateException(ANSWERED);
    }
    if (exchange == null) {
      answered = true;
      postponed = session.postpone(this);
      return postponed.later(pending);
    }
    claimed = new AtomicBoolean();
    exchange.pending(pending);
    return this;
  }

  /** Takes over what the handler set before it postponed its answer. */
  void takeOver(Http1Response from) {
    type = from.type;
    typeOfRequest = from.typeOfRequest;
    offers = from.offers;
    fields = from.fields;
    fieldCount = from.fieldCount;
  }

  @Override
  public Runnable waker() {
    return exchange != null ? exchange.waker() : session.waker();
  }

  @Override
  public Executor owner() {
    return exchange != null ? exchange.owner() : session.owner();
  }

  /** Status line and fields, up to the one that frames the body. */
  private void head(Status status, Output out) {
    out.put(StatusLine.of(status));
    fields(out);
    if (exchange != null && exchange.leavesBodyUnread()) {
      request.close = true;
    }
    if (offers) {
      // RFC 9110 section 7.8: Upgrade goes with the option of its name, as in a 426.
      out.put(OFFERS);
    }
    if (!request.isKeepAlive()) {
      out.put(CLOSE);
    } else if (request.http10) {
      out.put(KEEP_ALIVE);
    }
  }

  private void fields(Output out) {
    Field date = config().date().field();
    if (date != null) {
      out.put(date.line());
    }
    if (type != null) {
      out.put(type.field().line());
    } else if (typeOfRequest) {
      request.putContentType(out);
    }
    for (int i = 0; i < fieldCount; i++) {
      out.put(fields[i].line());
    }
  }

  private Output answering(Status status) {
    if (status.isInterim()) {
      throw new IllegalArgumentException(status + " is no answer; see inform and switchTo");
    }
    if (answered || claimed != null && !claimed.compareAndSet(false, true)) {
      throw new IllegalStateException(ANSWERED);
    }
    answered = true;
    return out;
  }

  private void finish() {
    if (claimed != null) {
      exchange.finish();
    }
  }

  /**
   * Puts an answer of its own in the place of what a failed handler may have begun; one that was
   * postponed is left alone if another thread writes it or has written it.
   */
  void fail(Status status, byte[] body, int size) {
    if (postponed != null) {
      postponed.fail(status, body, 0);
    } else if (claimed == null) {
      if (stream != null) {
        Handover.guarded(config(), stream.producer()::closed);
      }
      out.truncate(size);
      begin(request, out);
      refuse(status, body);
    } else if (claimed.compareAndSet(false, true)) {
      answered = true;
      fields = null;
      fieldCount = 0;
      explain(status);
      write(status, body, 0, body.length, out);
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

  /** Nobody takes the body of a request whose handler failed. */
  void dropConsumer() {
    if (exchange != null) {
      exchange.dropConsumer();
    }
  }

  boolean isAnswered() {
    return answered;
  }

  boolean isLater() {
    return claimed != null;
  }

  boolean hasStream() {
    return stream != null;
  }

  /** The stream of this answer if it has one, once. */
  StreamedAnswer takeStream() {
    StreamedAnswer taken = stream;
    stream = null;
    return taken;
  }

  private HttpConfig config() {
    return exchange != null ? exchange.config() : session.config();
  }

  /** Who takes over the connection, or null. */
  SessionFactory successor() {
    return successor;
  }

  /** What a refusal says to people. */
  static byte[] reason(HttpError error) {
    return ascii(error.getMessage() + "\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
