// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.concurrent.Executor;
import socketlab.protocol.AnswerQueue;
import socketlab.protocol.Output;
import socketlab.protocol.Phase;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;

/**
 * The server's side of an HTTP/1.1 connection.
 *
 * <pre>
 *   bytes ─▶ RequestParser ─▶ (ChunkedBody | Content-Length) ─▶ request
 *                                                                 │ nothing owed, handlers in place
 *             Output ◀──────────── HttpResponse ◀── handler ◀─────┤
 *               ▲                                                 │ else
 *               └── AnswerQueue ◀── Exchange ◀── handler ◀────────┘
 * </pre>
 *
 * <p>The short way costs no allocation: request and response are views that the next request takes
 * over. The long way copies the request, and keeps the order of RFC 9112 section 9.3.2 however the
 * answers finish. After the first request that cannot be read for certain, nothing more is read.
 */
public final class HttpSession implements Session {
  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

  private final HttpConfig config;
  private final Executor handlers;
  private final Runnable wake;
  private final HttpRequest request = new HttpRequest();
  private final RequestParser parser;
  private final HttpResponse response;
  private final AnswerQueue<Exchange> owed = new AnswerQueue<>();

  /** Null while a head is read. */
  private Body body;

  /** Null when the body's length is known. */
  private ChunkedBody chunks;

  private Exchange spare;
  private Stream stream;
  private int owedBytes;
  private int taken;
  private boolean any;
  private boolean full;
  private boolean finished;
  private boolean rejected;
  private boolean stopping;
  private volatile boolean gone;

  HttpSession(HttpConfig config, Executor handlers, Runnable wake) {
    this.config = config;
    this.handlers = handlers;
    this.wake = wake;
    this.parser = new RequestParser(request, config.limits().headerBytes());
    this.response = new HttpResponse(this, config.date(), null);
    request.clear();
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    int at = from;
    try {
      while (at < to && wantsInput()) {
        if (out.isFull()) {
          full = true;
          break;
        }
        if (body != null) {
          at = body(bytes, at, to, out);
        } else {
          int length = parser.parse(bytes, at, to);
          if (length < 0) {
            break;
          }
          at = afterHead(bytes, at + length, to, out);
        }
      }
    } catch (HttpError e) {
      taken++;
      reject(e, out);
    }
    return at - from;
  }

  /** Decides by the head where the message ends (RFC 9112 section 6.3). */
  private int afterHead(byte[] bytes, int at, int to, Output out) throws HttpError {
    long length = request.contentLength;
    if (length > config.limits().bodyBytes()) {
      throw Body.tooLarge(config.limits().bodyBytes());
    }
    if (!request.chunked && length <= to - at) {
      int end = at + (int) Math.max(length, 0);
      request.body(bytes, at, end);
      dispatch(out);
      return end;
    }
    request.keepHead();
    body = new Body(config.limits().bodyBytes());
    chunks = request.chunked ? new ChunkedBody(config.limits()) : null;
    if (request.expectContinue && at == to) {
      interim(out);
    }
    return at;
  }

  private int body(byte[] bytes, int at, int to, Output out) throws HttpError {
    int end;
    boolean complete;
    if (chunks != null) {
      end = chunks.take(bytes, at, to, body);
      complete = chunks.isComplete();
    } else {
      end = (int) Math.min(to, at + request.contentLength - body.length());
      body.append(bytes, at, end - at);
      complete = body.length() == request.contentLength;
    }
    if (complete) {
      request.body(body.bytes(), 0, body.length());
      dispatch(out);
    }
    return end;
  }

  /** The request is whole: work on it here, or send it on its way. */
  private void dispatch(Output out) {
    taken++;
    any = true;
    request.close |= stopping;
    if (handlers == SessionFactory.IN_PLACE && owed.isEmpty() && stream == null) {
      response.begin(request, out);
      Exchange.handle(config, request, response, out.size());
      begin(response.takeBody(), request);
      response.release();
    } else {
      handlers.execute(owe());
    }
    finished |= !request.isKeepAlive();
    body = null;
    chunks = null;
    parser.begin();
    request.release();
    if (stream != null) {
      stream(out);
    }
  }

  /** Puts a copy of the request at the end of what is owed. */
  private Exchange owe() {
    Exchange exchange = exchange();
    exchange.take(request);
    owedBytes += exchange.cost;
    owed.add(exchange);
    return exchange;
  }

  private Exchange exchange() {
    Exchange exchange = spare != null ? spare : new Exchange(this, config, wake);
    spare = null;
    return exchange;
  }

  /** The handler running in place will answer later. */
  HttpResponse postpone() {
    return owe().response.later();
  }

  /** 100 Continue, in its turn (RFC 9110 section 15.2.1). */
  private void interim(Output out) {
    if (owed.isEmpty() && stream == null) {
      out.put(CONTINUE);
    } else {
      Exchange exchange = exchange();
      exchange.blank(request.method, false);
      owed.add(exchange);
      exchange.output().put(CONTINUE);
      exchange.finish();
    }
  }

  /** The last answer: what was wrong. */
  private void reject(HttpError error, Output out) {
    finished = true;
    rejected = true;
    request.close = true;
    byte[] reason = (error.getMessage() + "\n").getBytes(US_ASCII);
    if (owed.isEmpty() && stream == null) {
      response.begin(request, out);
      response.type(MediaType.TEXT).send(error.status(), reason);
      response.release();
    } else {
      Exchange exchange = exchange();
      exchange.blank(request.method, true);
      owed.add(exchange);
      exchange.response.type(MediaType.TEXT).send(error.status(), reason);
      exchange.finish();
    }
  }

  @Override
  public void resume(Output out) {
    full = false;
    while (stream == null || stream(out)) {
      Exchange exchange = owed.ready();
      if (exchange == null) {
        return;
      }
      if (out.isFull()) {
        full = true;
        return;
      }
      owed.remove();
      owedBytes -= exchange.cost;
      out.putAll(exchange.output());
      begin(exchange.takeBody(), exchange.request);
      if (!exchange.request.isKeepAlive()) {
        finish();
      }
      if (exchange.again()) {
        spare = exchange;
      }
    }
  }

  private void begin(BodyStream body, HttpRequest of) {
    if (body != null) {
      stream = new Stream(body, of.isHttp10());
    }
  }

  /** Lets the stream write while there is room; true when it has ended. */
  private boolean stream(Output out) {
    try {
      switch (stream.pump(out)) {
        case MORE -> full = true;
        case LATER -> {}
        case END -> {
          stream = null;
          return true;
        }
      }
    } catch (Throwable e) {
      // As with a handler; but the head has left, and only a body cut off can tell the peer.
      config.failures().accept(e);
      abandon();
    }
    return false;
  }

  /** Nothing leaves behind what is in the output and in the stream. */
  private void finish() {
    finished = true;
    gone = true;
    owed.clear(Exchange::abandon);
  }

  /** Nothing leaves behind what is in the output. */
  private void abandon() {
    finish();
    if (stream != null) {
      stream.body().closed();
      stream = null;
    }
  }

  @Override
  public void endOfInput(Output out) {
    if (!finished && (body != null || parser.isInside())) {
      reject(HttpError.bad("the request was cut off"), out);
    }
    finished = true;
  }

  @Override
  public void timeout(Output out) {
    if (!finished && phase() != Phase.IDLE) {
      reject(new HttpError(Status.REQUEST_TIMEOUT, "the request took too long to arrive"), out);
    }
    finished = true;
  }

  @Override
  public void stop(Output out) {
    stopping = true;
    finished |= body == null && !parser.isInside();
  }

  @Override
  public void closed() {
    abandon();
  }

  @Override
  public Phase phase() {
    if (!owed.isEmpty() || stream != null) {
      return Phase.BUSY;
    }
    if (finished) {
      return rejected ? Phase.REJECTED : Phase.DONE;
    }
    if (body != null) {
      return Phase.BODY;
    }
    if (parser.isInside()) {
      return Phase.HEAD;
    }
    return any ? Phase.IDLE : Phase.NEW;
  }

  @Override
  public boolean wantsInput() {
    return !finished
        && !full
        && owed.size() < config.limits().pipelined()
        && owedBytes < Output.HIGH_WATER;
  }

  @Override
  public boolean wantsDrain() {
    return full;
  }

  @Override
  public int taken() {
    int count = taken;
    taken = 0;
    return count;
  }

  HttpConfig config() {
    return config;
  }

  Runnable waker() {
    return wake;
  }

  /** True when nothing leaves that has not left; read by workers too. */
  boolean isGone() {
    return gone;
  }
}
