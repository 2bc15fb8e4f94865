// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import java.util.concurrent.Executor;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.Status;
import socketlab.protocol.http.grammar.Ascii;

/**
 * The server's side of an HTTP/1.1 connection.
 *
 * <pre>
 *   NEW ──┐      ┌───────────── answered, or owed ──────────────┐
 *         ▼      ▼                                              │
 *   ┌─▶ IDLE ─▶ HEAD ─┬─▶ BODY: kept until it is whole ─────────┤
 *   │                 ├─▶ STREAM: to the handler's consumer ────┤
 *   │                 └─ no body ───────────────────────────────┤
 *   └── REFUSED: the workers take it ◀── no room for it ────────┤
 *       UPGRADE: its answer decides ◀─── offers a protocol ─────┤
 *       SWITCHED: the successor's ◀───── accepted ──────────────┤
 *       LAST ◀────────────────────────── close · end · stop ────┤
 *       TURNED_AWAY ◀─────────────────── malformed · too large · too late · overloaded
 * </pre>
 *
 * <p>A request is answered at once when handlers run in place and no other answer is owed: its
 * bytes are not copied, and nothing is allocated. Otherwise it gets an {@link Exchange}, whose
 * answer leaves in its turn. Of a body that nobody takes the rest is left unread; what follows
 * could not be told from it, so that the connection ends.
 */
public final class Http1Session implements Session {
  private static final HttpError OVERLOADED =
      new HttpError(Status.SERVICE_UNAVAILABLE, "there is no memory for this request just now");

  private static final HttpError SPEAKS_TLS =
      HttpError.bad("this port speaks HTTP in clear; ask by http:// rather than https://");

  /** The first byte of a connection that speaks TLS (RFC 8446 section 5.1), and of no request. */
  private static final byte TLS_HANDSHAKE = 22;

  /** How the preface of HTTP/2 begins, made to be no request that a server of HTTP/1 knows. */
  private static final String PREFACE_LINE = "PRI * HTTP/2.0\r\n";

  private final HttpConfig config;
  private final SessionFactory newer;
  private final Peer peer;
  private final RequestParser request;
  private final Http1Response response;

  private RequestStage stage = RequestStage.NEW;

  /** When it began to wait for what it waits for. */
  private long since;

  private int taken;

  /** The server stops. */
  private boolean stopping;

  // What a connection needs only sometimes is null until then.

  /**
   * Of the request that is being read; in {@link RequestStage#BODY} and {@link
   * RequestStage#STREAM}.
   */
  private IncomingBody body;

  /** Null before the first answer was owed or streamed. */
  private Pipeline pipeline;

  private Session successor;

  private Http1Session(HttpConfig config, UsualHost usualHost, SessionFactory newer, Peer peer) {
    this.config = config;
    this.newer = newer;
    this.peer = peer;
    request = new RequestParser(usualHost);
    request.secured = peer.secured();
    response = new Http1Response(this, null);
    since = peer.now();
  }

  /** Opens sessions that share {@code config}, and know no other version. */
  public static SessionFactory factory(HttpConfig config) {
    return factory(config, null);
  }

  /**
   * Opens sessions that share {@code config}.
   *
   * @param newer takes over a connection that begins with the preface of HTTP/2 (RFC 9113 section
   *     3.4), from its first byte on; or null
   */
  public static SessionFactory factory(HttpConfig config, SessionFactory newer) {
    UsualHost usualHost = new UsualHost();
    return peer -> new Http1Session(config, usualHost, newer, peer);
  }

  @Override
  public int receive(byte[] bytes, int from, int to, Output out) {
    int at = from;
    try {
      while (at < to && wantsInput() && !out.isFull()) {
        if (body != null) {
          at = body(bytes, at, to, out);
        } else {
          int length = request.parse(bytes, at, to, config.limits().headerBytes());
          if (length < 0) {
            if (isTls(bytes, at)) {
              throw SPEAKS_TLS;
            }
            headBegan();
            break;
          }
          at = afterHead(bytes, at + length, to, out);
        }
      }
    } catch (HttpError e) {
      if (isNewer(e, bytes, at, to)) {
        stage = RequestStage.SWITCHED;
        successor = newer.open(peer);
      } else if (isTls(bytes, at)) {
        config.strangers().accept("a client spoke TLS on a port that is in clear, and got 400");
        refuse(SPEAKS_TLS, out);
      } else {
        refuse(e, out);
      }
    }
    return at - from;
  }

  /** A handshake has no end of a line that a client would wait for an answer with. */
  private boolean isTls(byte[] bytes, int at) {
    return stage == RequestStage.NEW && bytes[at] == TLS_HANDSHAKE;
  }

  /** What is no request of this version may be how another begins. */
  private boolean isNewer(HttpError error, byte[] bytes, int at, int to) {
    return error.status() == Status.VERSION_NOT_SUPPORTED
        && newer != null
        && stage == RequestStage.NEW
        && to - at >= PREFACE_LINE.length()
        && Ascii.is(PREFACE_LINE, bytes, at);
  }

  private void headBegan() {
    if (stage == RequestStage.IDLE && request.isInside()) {
      stage = RequestStage.HEAD;
      since = peer.now();
    }
  }

  /** Decides by the head where the message ends (RFC 9112 section 6.3). */
  private int afterHead(byte[] bytes, int at, int to, Output out) throws HttpError {
    long length = request.contentLength;
    long usual = config.limits().bodyBytes();
    long allowed = request.chunked || length > usual ? config.mostBody(request) : usual;
    if (length > allowed) {
      throw HttpError.tooLarge(allowed);
    }
    if (!request.chunked && length <= to - at) {
      int end = at + (int) Math.max(length, 0);
      request.body(bytes, at, end);
      dispatch(out);
      return end;
    }
    since = peer.now();
    boolean asksFirst = request.expectContinue && at == to;
    if (config.streamsBody(request)) {
      stream(asksFirst, allowed, out);
    } else {
      long most = Math.min(allowed, WholeBody.MOST);
      if (length > most) {
        throw HttpError.tooLarge(most);
      }
      request.keepHead();
      body = incoming(new WholeBody(most), most);
      stage = RequestStage.BODY;
      if (asksFirst) {
        interim(out);
      }
    }
    return at;
  }

  private IncomingBody incoming(BodySink sink, long most) {
    return new IncomingBody(sink, request.contentLength, most, config.limits().headerBytes());
  }

  private int body(byte[] bytes, int at, int to, Output out) throws HttpError {
    int end = body.take(bytes, at, to);
    if (body.received() >= HttpLimits.BODY_SPAN) {
      since = peer.now();
      body.restartTime();
    }
    if (stage == RequestStage.STREAM) {
      bodyCame(end > at, out);
    } else if (body.isComplete()) {
      WholeBody whole = (WholeBody) body.sink();
      request.body(whole.bytes(), 0, whole.length());
      request.trailers(body.trailers());
      body = null;
      dispatch(out);
    }
    return end;
  }

  // A request that is whole.

  /** Works on it here, or sends it on its way. */
  private void dispatch(Output out) {
    taken++;
    request.close |= stopping;
    boolean accepted = true;
    boolean inPlace = runsInPlace();
    if (inPlace && isQuiet()) {
      int before = out.size();
      response.begin(request, out);
      Exchange.handle(config, request, response, before);
      StreamedAnswer begun = response.takeStream();
      if (begun != null) {
        pipeline().begin(begun);
      } else if (response.successor() != null) {
        switchTo(response.successor(), before, out);
      }
      response.release();
    } else {
      accepted = work(append(false), inPlace);
    }
    request.release();
    if (accepted) {
      next();
    } else {
      stage = RequestStage.REFUSED;
    }
    if (pipeline != null && pipeline.isStreaming()) {
      pipeline.advance(out);
    }
  }

  private boolean runsInPlace() {
    return peer.handlers().areInPlace() || !config.needsWorker(request);
  }

  /** No answer has to leave before the next one. */
  private boolean isQuiet() {
    return pipeline == null || pipeline.isQuiet();
  }

  /** Waits for the request behind the one that was taken, if there may be one. */
  private void next() {
    if (stage == RequestStage.SWITCHED || stage == RequestStage.TURNED_AWAY) {
      return;
    }
    if (request.upgrade && pipeline != null && !pipeline.owesNothing()) {
      stage = RequestStage.UPGRADE;
      return;
    }
    stage = request.isKeepAlive() ? RequestStage.IDLE : RequestStage.LAST;
    since = peer.now();
    request.begin();
  }

  /** False when there is no room for it with the workers. */
  private boolean work(Exchange exchange, boolean inPlace) {
    if (inPlace) {
      exchange.run();
      return true;
    }
    return pipeline.offer(exchange);
  }

  /** Puts a copy of the request at the end of what is owed. */
  private Exchange append(boolean streamed) {
    Exchange exchange = pipeline().fresh();
    exchange.take(request, streamed);
    if (stopping) {
      exchange.stopping();
    }
    pipeline.add(exchange);
    return exchange;
  }

  private Pipeline pipeline() {
    if (pipeline == null) {
      pipeline = new Pipeline(this, config, peer);
    }
    return pipeline;
  }

  /** The handler running in place will answer later. */
  Http1Response postpone(Http1Response begun) {
    Exchange exchange = append(false);
    exchange.response.takeOver(begun);
    return exchange.response;
  }

  Runnable waker() {
    return peer::wake;
  }

  Executor owner() {
    return peer.owner();
  }

  HttpConfig config() {
    return config;
  }

  /** 100 (Continue) for a body that is kept, in its turn (RFC 9110 section 15.2.1). */
  private void interim(Output out) {
    if (isQuiet()) {
      out.put(Http1Response.CONTINUE);
    } else {
      Exchange exchange = pipeline().fresh();
      exchange.blank(request, false);
      exchange.output().put(Http1Response.CONTINUE);
      pipeline.add(exchange);
      exchange.finish();
    }
  }

  // A request whose body is streamed.

  private void stream(boolean asksFirst, long most, Output out) {
    taken++;
    request.close |= stopping;
    Exchange exchange = append(true);
    exchange.owesContinue = asksFirst;
    body = incoming(new StreamedBody(exchange, config.failures()), most);
    stage = RequestStage.STREAM;
    work(exchange, runsInPlace());
    request.release();
    pipeline.advance(out);
  }

  private StreamedBody streamedBody() {
    return (StreamedBody) body.sink();
  }

  /** Some of it was taken, or none. */
  private void bodyCame(boolean some, Output out) {
    StreamedBody streamed = streamedBody();
    if (some) {
      // What comes unasked need not be asked for.
      streamed.exchange.owesContinue = false;
    }
    if (!streamed.hasFailed() && body.isComplete()) {
      streamed.end(body.trailers());
      if (!streamed.hasFailed()) {
        body = null;
        boolean last = !streamed.exchange.request.isKeepAlive() || !request.isKeepAlive();
        request.close |= last;
        next();
      }
    }
    if (streamed.exchange.leavesBodyUnread() && !pipeline.endsWith(streamed.exchange)) {
      leaveUnread();
    } else if (streamed.hasFailed()) {
      cut(new HttpError(Status.INTERNAL_SERVER_ERROR, "the handler failed"));
    }
    pipeline.advance(out);
  }

  /** Its answer has left, and nobody wants the rest of it. */
  private void leaveUnread() {
    body = null;
    stage = RequestStage.TURNED_AWAY;
  }

  /** Its body does not come to its end, and neither does an answer that depends on it. */
  private void cut(HttpError why) {
    Exchange exchange = streamedBody().exchange;
    body = null;
    stage = RequestStage.TURNED_AWAY;
    exchange.fault = why;
    exchange.closeConsumer();
    if (pipeline.takeRefused() != null) {
      exchange.refuse(why);
    } else if (!pipeline.endsWith(exchange) && pipeline.isStreaming()) {
      // Its head has left, and nothing is taken behind a body that is not whole: the stream is its.
      abandon();
    }
  }

  // What is said to a peer that is turned away.

  private void refuse(HttpError error, Output out) {
    if (stage != RequestStage.STREAM) {
      taken++;
    }
    reject(error, out);
  }

  /** The last answer: what was wrong. */
  private void reject(HttpError error, Output out) {
    if (stage == RequestStage.STREAM) {
      cut(error);
      pipeline.advance(out);
      return;
    }
    stage = RequestStage.TURNED_AWAY;
    body = null;
    request.close = true;
    if (isQuiet()) {
      response.begin(request, out);
      response.refuse(error.status(), Http1Response.reason(error));
      response.release();
    } else {
      Exchange exchange = pipeline().fresh();
      exchange.blank(request, true);
      pipeline.add(exchange);
      exchange.refuse(error);
    }
  }

  // What leaves.

  @Override
  public void resume(Output out) {
    if (stage == RequestStage.STREAM) {
      unblock();
    }
    if (pipeline != null) {
      if (pipeline.offerAgain() && stage == RequestStage.REFUSED) {
        next();
      }
      pipeline.advance(out);
    }
  }

  /** The consumer may have room again; meanwhile it was not the peer that was slow. */
  private void unblock() {
    if (streamedBody().unblock()) {
      since = peer.now();
      body.restartTime();
    }
  }

  /**
   * A body is leaving.
   *
   * @param some true when a part of it has left, which may have made room for what comes
   */
  void streamed(boolean some, boolean ended) {
    if (some && stage == RequestStage.STREAM) {
      unblock();
    }
    if (ended) {
      since = peer.now();
    }
  }

  /** What it means for what the peer sends that an answer has left, or its head. */
  void left(Exchange exchange) {
    since = peer.now();
    if (stage == RequestStage.STREAM && streamedBody().exchange == exchange) {
      if (exchange.leavesBodyUnread()) {
        leaveUnread();
      }
    } else if (!exchange.request.isKeepAlive()) {
      finish();
    } else if (stage == RequestStage.UPGRADE && pipeline.owesNothing()) {
      request.upgrade = false;
      next();
    }
  }

  /** The connection is another session's from here on. */
  void switchTo(SessionFactory next, int before, Output out) {
    try {
      successor = next.open(peer);
      stage = RequestStage.SWITCHED;
    } catch (Throwable e) {
      config.failures().accept(e);
      out.truncate(before);
      request.close = true;
      response.begin(request, out);
      response.refuse(Status.INTERNAL_SERVER_ERROR, Http1Response.FAILED);
      response.release();
      finish();
    }
  }

  /** Nothing leaves behind what is in the output and in the stream. */
  void finish() {
    if (stage == RequestStage.STREAM) {
      streamedBody().exchange.abandon();
      stage = RequestStage.TURNED_AWAY;
    } else if (stage != RequestStage.TURNED_AWAY) {
      stage = RequestStage.LAST;
    }
    body = null;
    if (pipeline != null) {
      pipeline.abandonOwed();
    }
  }

  /** Nothing leaves behind what is in the output. */
  void abandon() {
    finish();
    if (pipeline != null) {
      pipeline.abandonStream();
    }
  }

  boolean isStopping() {
    return stopping;
  }

  // What the owner tells.

  @Override
  public void endOfInput(Output out) {
    switch (stage) {
      case NEW, IDLE, HEAD -> {
        if (request.isInside()) {
          reject(cutOff(), out);
        } else {
          stage = RequestStage.LAST;
        }
      }
      case BODY, STREAM -> reject(cutOff(), out);
      case REFUSED, UPGRADE -> request.close = true;
      case SWITCHED, LAST, TURNED_AWAY -> {}
    }
    if (pipeline != null) {
      pipeline.peerEnded();
    }
  }

  private static HttpError cutOff() {
    return HttpError.bad("the request was cut off");
  }

  @Override
  public void timeout(Output out) {
    switch (stage) {
      case IDLE -> stage = RequestStage.LAST;
      case NEW, HEAD, BODY, STREAM ->
          reject(new HttpError(Status.REQUEST_TIMEOUT, "the request took too long to arrive"), out);
      case REFUSED, UPGRADE, SWITCHED, LAST, TURNED_AWAY -> {}
    }
  }

  @Override
  public void overloaded(Output out) {
    switch (stage) {
      case NEW, IDLE, HEAD, BODY, STREAM -> reject(OVERLOADED, out);
      case REFUSED -> {
        stage = RequestStage.TURNED_AWAY;
        pipeline.takeRefused().refuse(OVERLOADED);
        pipeline.advance(out);
      }
      case UPGRADE, SWITCHED, LAST, TURNED_AWAY -> {}
    }
  }

  @Override
  public void stop(Output out) {
    stopping = true;
    switch (stage) {
      case NEW, IDLE, HEAD -> {
        if (!request.isInside()) {
          stage = RequestStage.LAST;
        }
      }
      case BODY, STREAM, REFUSED, UPGRADE -> request.close = true;
      case SWITCHED, LAST, TURNED_AWAY -> {}
    }
    if (pipeline != null) {
      pipeline.stopping(out);
    }
  }

  @Override
  public void closed() {
    abandon();
  }

  // What the owner asks.

  @Override
  public Awaits awaits() {
    return switch (stage) {
      case BODY, STREAM -> Awaits.REST;
      case NEW, IDLE, HEAD, REFUSED, UPGRADE, SWITCHED, LAST, TURNED_AWAY ->
          isQuiet() ? request.isInside() ? Awaits.REST : Awaits.MESSAGE : Awaits.ANSWER;
    };
  }

  @Override
  public State state() {
    if (!isQuiet()) {
      return State.OPEN;
    }
    return switch (stage) {
      case LAST -> State.OVER;
      case TURNED_AWAY -> State.TURNED_AWAY;
      default -> State.OPEN;
    };
  }

  @Override
  public boolean wantsInput() {
    if (stage.takesMore) {
      return pipeline == null || !pipeline.isFull();
    }
    return stage == RequestStage.STREAM && streamedBody().wantsMore();
  }

  @Override
  public boolean wantsDrain() {
    return pipeline != null && pipeline.wantsRoom();
  }

  @Override
  public long deadline() {
    if (stage == RequestStage.STREAM) {
      boolean ours = !streamedBody().wantsMore() || pipeline.isBlocked();
      return ours ? NEVER : since + config.limits().bodyNanos(body.received());
    }
    if (!isQuiet()) {
      return NEVER;
    }
    return switch (stage) {
      case NEW, HEAD -> since + config.limits().headerNanos();
      case IDLE -> since + config.limits().idleNanos();
      case BODY -> since + config.limits().bodyNanos(body.received());
      default -> NEVER;
    };
  }

  @Override
  public Session successor() {
    return successor;
  }

  @Override
  public int kept() {
    int bytes = body == null ? 0 : body.kept();
    return pipeline == null ? bytes : bytes + pipeline.kept();
  }

  @Override
  public int taken() {
    int count = taken;
    taken = 0;
    return count;
  }
}
