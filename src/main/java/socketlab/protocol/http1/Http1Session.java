// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpError;
import socketlab.protocol.http.Status;

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
  /** What it waits for from the peer. */
  private enum Stage {
    /** The first request, which has its time from the connection on. */
    NEW,
    /** The next request. */
    IDLE,
    /** The rest of a request's head. */
    HEAD,
    /** The rest of a request's body, kept until it is whole. */
    BODY,
    /** The rest of a request's body, which goes to its consumer. */
    STREAM,
    /** Nothing: the workers have no room for the request that has come. */
    REFUSED,
    /** Nothing: an answer that is owed says whether the next bytes are HTTP. */
    UPGRADE,
    /** Nothing any more: the successor has the connection. */
    SWITCHED,
    /** Nothing any more; what is owed leaves. */
    LAST,
    /** As {@link #LAST}, but the peer may still be sending. */
    TURNED_AWAY
  }

  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);
  private static final HttpError OVERLOADED =
      new HttpError(Status.SERVICE_UNAVAILABLE, "there is no memory for this request just now");

  private final HttpConfig config;
  private final Peer peer;
  private final RequestParser request = new RequestParser();
  private final Http1Response response;

  private Stage stage = Stage.NEW;

  /** When it began to wait for what it waits for. */
  private long since;

  private int taken;

  /** The server stops. */
  private boolean stopping;

  // What a connection needs only sometimes is null until then.

  /** Of the request that is being read; in {@link Stage#BODY} and {@link Stage#STREAM}. */
  private IncomingBody body;

  /** Null before the first answer was owed. */
  private OwedAnswers owed;

  /** The body that is leaving. */
  private StreamedAnswer stream;

  private Session successor;

  public Http1Session(HttpConfig config, Peer peer) {
    this.config = config;
    this.peer = peer;
    response = new Http1Response(this, null);
    since = peer.now();
  }

  /** Opens sessions that share {@code config}. */
  public static SessionFactory factory(HttpConfig config) {
    return peer -> new Http1Session(config, peer);
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
            headBegan();
            break;
          }
          at = afterHead(bytes, at + length, to, out);
        }
      }
    } catch (HttpError e) {
      refuse(e, out);
    }
    return at - from;
  }

  private void headBegan() {
    if (stage == Stage.IDLE && request.isInside()) {
      stage = Stage.HEAD;
      since = peer.now();
    }
  }

  /** Decides by the head where the message ends (RFC 9112 section 6.3). */
  private int afterHead(byte[] bytes, int at, int to, Output out) throws HttpError {
    long length = request.contentLength;
    if (length > config.limits().bodyBytes()) {
      throw HttpError.tooLarge(config.limits().bodyBytes());
    }
    if (!request.chunked && length <= to - at) {
      int end = at + (int) Math.max(length, 0);
      request.body(bytes, at, end);
      dispatch(out);
      return end;
    }
    since = peer.now();
    boolean asksFirst = request.expectContinue && at == to;
    if (streams()) {
      stream(asksFirst, out);
    } else {
      if (length > WholeBody.MOST) {
        throw HttpError.tooLarge(WholeBody.MOST);
      }
      request.keepHead();
      WholeBody whole = new WholeBody(config.limits().bodyBytes());
      body = new IncomingBody(whole, length, config.limits());
      stage = Stage.BODY;
      if (asksFirst) {
        interim(out);
      }
    }
    return at;
  }

  private boolean streams() {
    try {
      return config.handler().streamsBody(request);
    } catch (Throwable e) {
      config.failures().accept(e);
      return false;
    }
  }

  private int body(byte[] bytes, int at, int to, Output out) throws HttpError {
    int end = body.take(bytes, at, to);
    if (stage == Stage.STREAM) {
      streamed(end > at, out);
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
      begin(response.takeStream());
      if (response.successor() != null) {
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
      stage = Stage.REFUSED;
    }
    if (stream != null) {
      advance(out);
    }
  }

  private boolean runsInPlace() {
    return peer.handlers().areInPlace() || !needsWorker();
  }

  private boolean needsWorker() {
    try {
      return config.handler().needsWorker(request);
    } catch (Throwable e) {
      config.failures().accept(e);
      return true;
    }
  }

  /** No answer has to leave before the next one. */
  private boolean isQuiet() {
    return stream == null && (owed == null || owed.isEmpty());
  }

  /** Waits for the request behind the one that was taken, if there may be one. */
  private void next() {
    if (stage == Stage.SWITCHED || stage == Stage.TURNED_AWAY) {
      return;
    }
    if (request.upgrade && owed != null && !owed.isEmpty()) {
      stage = Stage.UPGRADE;
      return;
    }
    stage = request.isKeepAlive() ? Stage.IDLE : Stage.LAST;
    since = peer.now();
    request.begin();
  }

  /** False when there is no room for it with the workers. */
  private boolean work(Exchange exchange, boolean inPlace) {
    if (inPlace) {
      exchange.run();
      return true;
    }
    return owed.offer(exchange);
  }

  /** Puts a copy of the request at the end of what is owed. */
  private Exchange append(boolean streamed) {
    Exchange exchange = owed().fresh();
    exchange.take(request, streamed);
    if (stopping) {
      exchange.stopping();
    }
    owed.add(exchange);
    return exchange;
  }

  private OwedAnswers owed() {
    if (owed == null) {
      owed = new OwedAnswers(peer, config);
    }
    return owed;
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

  HttpConfig config() {
    return config;
  }

  /** 100 (Continue) for a body that is kept, in its turn (RFC 9110 section 15.2.1). */
  private void interim(Output out) {
    if (isQuiet()) {
      out.put(CONTINUE);
    } else {
      Exchange exchange = owed().fresh();
      exchange.blank(request, false);
      exchange.output().put(CONTINUE);
      owed.add(exchange);
      exchange.finish();
    }
  }

  // A request whose body is streamed.

  private void stream(boolean asksFirst, Output out) {
    taken++;
    request.close |= stopping;
    Exchange exchange = append(true);
    exchange.owesContinue = asksFirst;
    body =
        new IncomingBody(
            new StreamedBody(exchange, config.failures()), request.contentLength, config.limits());
    stage = Stage.STREAM;
    work(exchange, runsInPlace());
    request.release();
    advance(out);
  }

  private StreamedBody streamedBody() {
    return (StreamedBody) body.sink();
  }

  /** Some of it was taken, or none. */
  private void streamed(boolean some, Output out) {
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
    if (streamed.hasFailed()) {
      cut(new HttpError(Status.INTERNAL_SERVER_ERROR, "the handler failed"));
    }
    advance(out);
  }

  /** Its body does not come to its end, and neither does an answer that depends on it. */
  private void cut(HttpError why) {
    Exchange exchange = streamedBody().exchange;
    body = null;
    stage = Stage.TURNED_AWAY;
    exchange.fault = why;
    exchange.closeConsumer();
    if (owed.takeRefused() != null) {
      exchange.refuse(why);
    } else if (!isOwed(exchange) && stream != null) {
      abandon();
    }
  }

  private boolean isOwed(Exchange exchange) {
    // Nothing is taken behind a body that is not whole, so it would be the last one.
    return !owed.isEmpty() && owed.last() == exchange;
  }

  // What is said to a peer that is turned away.

  private void refuse(HttpError error, Output out) {
    if (stage != Stage.STREAM) {
      taken++;
    }
    reject(error, out);
  }

  /** The last answer: what was wrong. */
  private void reject(HttpError error, Output out) {
    if (stage == Stage.STREAM) {
      cut(error);
      advance(out);
      return;
    }
    stage = Stage.TURNED_AWAY;
    body = null;
    request.close = true;
    if (isQuiet()) {
      response.begin(request, out);
      response.refuse(error.status(), Http1Response.reason(error));
      response.release();
    } else {
      Exchange exchange = owed().fresh();
      exchange.blank(request, true);
      owed.add(exchange);
      exchange.refuse(error);
    }
  }

  // What leaves.

  @Override
  public void resume(Output out) {
    if (owed != null && owed.offerAgain() && stage == Stage.REFUSED) {
      next();
    }
    if (stage == Stage.STREAM) {
      unblock();
    }
    advance(out);
  }

  /** The consumer may have room again; meanwhile it was not the peer that was slow. */
  private void unblock() {
    if (streamedBody().unblock()) {
      since = peer.now();
      body.restartTime();
    }
  }

  /** Lets leave what may: the stream, and behind it the answers that are ready. */
  private void advance(Output out) {
    while (stream == null || pump(out)) {
      Exchange exchange = owed == null ? null : owed.first();
      if (exchange == null) {
        return;
      }
      if (exchange.isHandled() && beginsBody(exchange, out)) {
        continue;
      }
      if (!exchange.mayLeave() || out.isFull()) {
        return;
      }
      leave(exchange, out);
    }
  }

  /**
   * Its handler has returned, so it is known who takes the body.
   *
   * @return true when the exchange is gone
   */
  private boolean beginsBody(Exchange exchange, Output out) {
    if (exchange.fault != null) {
      exchange.closeConsumer();
      exchange.fail(exchange.fault);
      if (exchange.mayLeave() && exchange.takeStream() instanceof StreamedAnswer late) {
        // Another thread was faster: a head without its body would be a lie.
        Exchange.guarded(config, late.producer()::closed);
        finish();
        return true;
      }
    } else if (exchange.owesContinue && exchange.consumer() != null) {
      exchange.owesContinue = false;
      out.put(CONTINUE);
    }
    return false;
  }

  private void leave(Exchange exchange, Output out) {
    owed.remove(exchange);
    int before = out.size();
    out.putAll(exchange.output());
    SessionFactory next = exchange.response.successor();
    if (next != null) {
      switchTo(next, before, out);
    } else {
      begin(exchange.takeStream());
      if (exchange.hasPeerEnded() && stream != null) {
        Exchange.guarded(config, stream.producer()::peerEnded);
      }
      left(exchange);
    }
    owed.reuse(exchange);
  }

  /** What its having left, or being about to, means for what the peer sends. */
  private void left(Exchange exchange) {
    boolean last = !exchange.request.isKeepAlive();
    since = peer.now();
    if (stage == Stage.STREAM && streamedBody().exchange == exchange) {
      if (exchange.leavesBodyUnread()) {
        body = null;
        stage = Stage.TURNED_AWAY;
      }
    } else if (last) {
      finish();
    } else if (stage == Stage.UPGRADE && owed.isEmpty()) {
      request.upgrade = false;
      next();
    }
  }

  private void begin(StreamedAnswer next) {
    if (next != null) {
      stream = next;
      if (owed != null) {
        owed.dropSpare();
      }
      if (stopping) {
        Exchange.guarded(config, stream.producer()::stopping);
      }
    }
  }

  /** Lets the stream write while there is room; true when it has ended. */
  private boolean pump(Output out) {
    int before = out.size();
    try {
      boolean ended = stream.pump(out);
      if (out.size() > before && stage == Stage.STREAM) {
        // What has left may have made room for what comes.
        unblock();
      }
      if (ended) {
        stream = null;
        since = peer.now();
      }
      return ended;
    } catch (Throwable e) {
      // As with a handler; but the head has left, and only a body cut off can tell the peer.
      config.failures().accept(e);
      abandon();
      return false;
    }
  }

  private void switchTo(SessionFactory next, int before, Output out) {
    try {
      successor = next.open(peer);
      stage = Stage.SWITCHED;
    } catch (Throwable e) {
      config.failures().accept(e);
      out.truncate(before);
      response.begin(request, out);
      request.close = true;
      response.refuse(Status.INTERNAL_SERVER_ERROR, Http1Response.FAILED);
      response.release();
      finish();
    }
  }

  /** Nothing leaves behind what is in the output and in the stream. */
  private void finish() {
    if (stage == Stage.STREAM) {
      streamedBody().exchange.abandon();
      stage = Stage.TURNED_AWAY;
    } else if (stage != Stage.TURNED_AWAY) {
      stage = Stage.LAST;
    }
    body = null;
    if (owed != null) {
      owed.abandon();
    }
  }

  /** Nothing leaves behind what is in the output. */
  private void abandon() {
    finish();
    if (stream != null) {
      BodyProducer producer = stream.producer();
      stream = null;
      Exchange.guarded(config, producer::closed);
    }
  }

  // What the owner tells.

  @Override
  public void endOfInput(Output out) {
    switch (stage) {
      case NEW, IDLE, HEAD -> {
        if (request.isInside()) {
          reject(cutOff(), out);
        } else {
          stage = Stage.LAST;
        }
      }
      case BODY, STREAM -> reject(cutOff(), out);
      case REFUSED, UPGRADE -> request.close = true;
      case SWITCHED, LAST, TURNED_AWAY -> {}
    }
    if (stream != null) {
      Exchange.guarded(config, stream.producer()::peerEnded);
    }
    if (owed != null) {
      owed.peerEnded();
    }
  }

  private static HttpError cutOff() {
    return HttpError.bad("the request was cut off");
  }

  @Override
  public void timeout(Output out) {
    switch (stage) {
      case IDLE -> stage = Stage.LAST;
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
        stage = Stage.TURNED_AWAY;
        owed.takeRefused().refuse(OVERLOADED);
        advance(out);
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
          stage = Stage.LAST;
        }
      }
      case BODY, STREAM, REFUSED, UPGRADE -> request.close = true;
      case SWITCHED, LAST, TURNED_AWAY -> {}
    }
    if (owed != null) {
      owed.stopping();
    }
    if (stream != null) {
      Exchange.guarded(config, stream.producer()::stopping);
      advance(out);
    }
  }

  @Override
  public void closed() {
    abandon();
  }

  // What the owner asks.

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
    return switch (stage) {
      case NEW, IDLE, HEAD, BODY ->
          owed == null
              || owed.size() < config.limits().pipelined() && owed.bytes() < Output.HIGH_WATER;
      case STREAM -> streamedBody().wantsMore();
      case REFUSED, UPGRADE, SWITCHED, LAST, TURNED_AWAY -> false;
    };
  }

  @Override
  public boolean wantsDrain() {
    if (stream != null) {
      return stream.wantsRoom();
    }
    Exchange first = owed == null ? null : owed.first();
    return first != null && first.mayLeave();
  }

  @Override
  public long deadline() {
    if (stage == Stage.STREAM) {
      boolean ours = !streamedBody().wantsMore() || stream != null && stream.wantsRoom();
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
    return owed == null ? bytes : bytes + owed.kept();
  }

  @Override
  public int taken() {
    int count = taken;
    taken = 0;
    return count;
  }
}
