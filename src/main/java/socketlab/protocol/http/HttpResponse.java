// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.atomic.AtomicBoolean;
import socketlab.protocol.Output;

/**
 * Writes the answer to one request. One of {@link #send}, {@link #stream} or {@link #later()},
 * once.
 *
 * <p>Thread contract: the handler's thread while the handler runs; after {@link #later()},
 * whichever one thread holds what it returned.
 */
public final class HttpResponse {
  static final byte[] CRLF = ascii("\r\n");
  static final byte[] CONTENT_TYPE = ascii("Content-Type: ");
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

  private static final String ANSWERED = "this request has been answered or postponed already";

  /** Bytes of a chunk of a body that is at hand as a whole. */
  private static final int CHUNK = 16 * 1024;

  private final HttpSession session;
  private final HttpDate date;
  private final Exchange exchange;
  private Output out;
  private HttpRequest request;
  private MediaType type;
  private byte[] field;
  private BodyStream stream;
  private boolean typeOfRequest;
  private boolean inChunks;
  private boolean answered;

  /**
   * Set once the answer has been postponed: true when it is being written. Two threads could want
   * to, the one that was given the answer and the one whose handler failed after giving it.
   */
  private AtomicBoolean claimed;

  /** Where the answer will be written, when it was postponed while there was no exchange. */
  private HttpResponse postponed;

  /**
   * @param exchange what it belongs to, or null when it writes straight to the connection
   */
  HttpResponse(HttpSession session, HttpDate date, Exchange exchange) {
    this.session = session;
    this.date = date;
    this.exchange = exchange;
  }

  void begin(HttpRequest request, Output out) {
    this.request = request;
    this.out = out;
    type = null;
    field = null;
    stream = null;
    typeOfRequest = false;
    inChunks = false;
    answered = false;
    claimed = null;
    postponed = null;
  }

  /** Lets go of what is only valid for a call. */
  void release() {
    request = null;
    out = null;
    stream = null;
    postponed = null;
  }

  public HttpResponse type(MediaType type) {
    this.type = type;
    return this;
  }

  /** The content type is the request's own; none when it had none. */
  public HttpResponse typeOfRequest() {
    typeOfRequest = true;
    return this;
  }

  /**
   * Adds a field.
   *
   * @param line the whole line with its line end
   */
  public HttpResponse field(byte[] line) {
    field = line;
    return this;
  }

  /** Frames the body in chunks, for a peer that knows them. */
  public HttpResponse inChunks() {
    inChunks = true;
    return this;
  }

  public void send(Status status, byte[] body) {
    send(status, body, 0, body.length);
  }

  /** Sends the answer with a body that is at hand. */
  public void send(Status status, byte[] body, int from, int length) {
    write(status, body, from, length, answering());
  }

  private void write(Status status, byte[] body, int from, int length, Output out) {
    head(status, out);
    boolean chunks = inChunks && !request.isHttp10();
    if (chunks) {
      out.put(CHUNKED);
    } else {
      out.put(CONTENT_LENGTH);
      out.putDecimal(length);
      out.put(CRLF);
      out.put(CRLF);
    }
    if (request.method() != Method.HEAD) {
      if (chunks) {
        chunks(body, from, length, out);
      } else {
        out.put(body, from, length);
      }
    }
    finish();
  }

  /** Sends the head now, and the body as the stream gives it. */
  public void stream(Status status, BodyStream body) {
    Output out = answering();
    if (request.isHttp10()) {
      request.close = true;
    }
    head(status, out);
    out.put(request.isHttp10() ? CRLF : CHUNKED);
    if (request.method() == Method.HEAD) {
      body.closed();
    } else {
      stream = body;
    }
    finish();
  }

  /**
   * The answer will come after the handler has returned, from any one thread; answers of the same
   * connection that are ready sooner wait for it. The request is not to be used by then.
   */
  public HttpResponse later() {
    if (answered || claimed != null) {
      throw new IllegalStateException(ANSWERED);
    }
    if (exchange == null) {
      answered = true;
      postponed = session.postpone();
      return postponed;
    }
    claimed = new AtomicBoolean();
    return this;
  }

  /**
   * Asks for {@link BodyStream#produce} after it has said {@link BodyStream.Next#LATER}; any
   * thread.
   */
  public Runnable waker() {
    return session.waker();
  }

  /** Status line and fields, up to the one that frames the body. */
  private void head(Status status, Output out) {
    out.put(status.line);
    out.put(date.line());
    if (type != null) {
      out.put(type.line);
    } else if (typeOfRequest) {
      request.putContentType(out);
    }
    if (field != null) {
      out.put(field);
    }
    if (!request.isKeepAlive()) {
      out.put(CLOSE);
    } else if (request.isHttp10()) {
      out.put(KEEP_ALIVE);
    }
  }

  private static void chunks(byte[] body, int from, int length, Output out) {
    for (int end = from + length; from < end; from += CHUNK) {
      chunk(body, from, Math.min(CHUNK, end - from), out);
    }
    out.put(LAST_CHUNK);
  }

  /** One chunk; {@code length} is above 0, since an empty chunk is the last one. */
  static void chunk(byte[] body, int from, int length, Output out) {
    out.putHex(length);
    out.put(CRLF);
    out.put(body, from, length);
    out.put(CRLF);
  }

  static void lastChunk(Output out) {
    out.put(LAST_CHUNK);
  }

  private Output answering() {
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
        stream.closed();
      }
      out.truncate(size);
      begin(request, out);
      type(MediaType.TEXT).send(status, body);
    } else if (claimed.compareAndSet(false, true)) {
      field = null;
      type = MediaType.TEXT;
      write(status, body, 0, body.length, out);
    }
  }

  boolean isAnswered() {
    return answered;
  }

  boolean isLater() {
    return claimed != null;
  }

  /** The stream of this answer if it has one, once. */
  BodyStream takeBody() {
    BodyStream body = stream;
    stream = null;
    return body;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
