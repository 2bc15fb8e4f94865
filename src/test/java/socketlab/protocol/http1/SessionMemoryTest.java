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
import socketlab.protocol.Session;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.Wire;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** What a session allocates, and what it holds on to. */
@Timeout(60)
class SessionMemoryTest {
  private static final byte[] HELLO = Http.bytes("Hello, World!");

  @Test
  void theShortWayAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SessionFactory config =
        Http.config(
            (request, response) -> {
              if (request.isPath(HELLO) || request.bodyLength() != 5) {
                throw new IllegalStateException();
              }
              response.type(MediaType.TEXT).send(Status.OK, HELLO);
            });
    Session session = new Wire(config).session();
    Output out = new Output(64 * 1024);
    byte[] requests = Http.bytes(Http.post("/plaintext?a=b", "hello").repeat(100));
    long allocated = Long.MAX_VALUE;
    // The JVM may allocate for itself while it warms up: the best round counts.
    for (int round = 0; round < 100 && allocated != 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      assertEquals(requests.length, session.receive(requests, 0, requests.length, out));
      out.sent(out.size());
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, allocated);
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
