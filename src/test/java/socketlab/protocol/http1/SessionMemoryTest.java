// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.Peer;
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** What a session allocates, and what it holds on to. */
@Timeout(60)
class SessionMemoryTest {
  /**
   * A session, its request, which refers to what TLS told of the connection, and its response; an
   * object more would be seen.
   */
  private static final int MOST_BYTES_A_CONNECTION = 240;

  private static final byte[] HELLO = Http.bytes("Hello, World!");

  @Test
  void theShortWayAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Field date = new Field("Date", "Thu, 01 Jan 2026 00:00:00 GMT");
    HttpHandler handler =
        (request, response) -> {
          if (request.isPath(HELLO) || request.bodyLength() != 5) {
            throw new IllegalStateException();
          }
          response.type(MediaType.TEXT).send(Status.OK, HELLO);
        };
    SessionFactory config =
        Http1Session.factory(
            new HttpConfig(
                handler,
                HttpLimits.DEFAULT,
                () -> date,
                e -> {
                  throw new AssertionError(e);
                }));
    Session session = new Wire(config).session();
    Output out = new Output(256 * 1024);
    byte[] requests = Http.bytes(Http.post("/plaintext?a=b", "hello").repeat(100));
    long allocated = Long.MAX_VALUE;
    // The JVM may allocate for itself while it warms up: the best 100,000 requests count.
    for (int round = 0; round < 20 && allocated != 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        if (session.receive(requests, 0, requests.length, out) != requests.length
            || session.state() != Session.State.OPEN
            || session.deadline() == Session.NEVER
            || session.kept() != 0
            || session.successor() != null
            || session.taken() != 100) {
          throw new AssertionError("not as usual");
        }
        out.sent(out.size());
      }
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, allocated);
  }

  @Test
  void aNewConnectionWithOneRequestTakesFewBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SessionFactory sessions =
        Http.config((request, response) -> response.type(MediaType.TEXT).send(Status.OK, HELLO));
    Peer peer = new Wire(sessions);
    Output out = new Output(64 * 1024);
    byte[] request = Http.bytes(Http.get("/plaintext"));
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        Session session = sessions.open(peer);
        session.receive(request, 0, request.length, out);
        session.closed();
        out.sent(out.size());
      }
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(allocated / 1000 <= MOST_BYTES_A_CONNECTION, "bytes: " + allocated / 1000);
  }

  @Test
  void aQuietStreamTakesFewBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SessionFactory sessions =
        Http.config((request, response) -> response.stream(Status.OK, new Pieces("hi").open()));
    Peer peer = new Wire(sessions);
    Output out = new Output(64 * 1024);
    byte[] request = Http.bytes(Http.get("/events"));
    List<Session> open = new ArrayList<>();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      Session session = sessions.open(peer);
      session.receive(request, 0, request.length, out);
      open.add(session);
      out.sent(out.size());
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / open.size();
    assertTrue(each <= 1024, "bytes: " + each);
  }

  @Test
  void aPostponedAnswerThatIsKeptDoesNotKeepThoseAfterIt() {
    List<Response> postponed = new ArrayList<>();
    Wire wire = Http.wire((request, response) -> postponed.add(response.later()));
    wire.feed(Http.get("/a") + Http.get("/b"));
    Response kept = postponed.removeFirst();
    kept.send(Status.OK, HELLO);
    WeakReference<Response> next = new WeakReference<>(postponed.getFirst());
    postponed.removeFirst().send(Status.OK, HELLO);
    wire.turn();
    assertEquals(2, Answers.of(wire.received()).size());
    for (int i = 0; i < 100 && next.get() != null; i++) {
      System.gc();
    }
    assertTrue(next.refersTo(null));
    java.lang.ref.Reference.reachabilityFence(kept);
  }
}
