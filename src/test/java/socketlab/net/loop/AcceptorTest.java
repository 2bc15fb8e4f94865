// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.net.rig.LoopRig.SOON;
import static socketlab.net.rig.LoopRig.eventually;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import socketlab.linux.libc.Errno;
import socketlab.linux.libc.NativeException;
import socketlab.net.Transport;
import socketlab.net.listen.Accepted;
import socketlab.net.listen.Budget;
import socketlab.net.listen.ConnectionLimit;
import socketlab.net.listen.Listener;
import socketlab.net.listen.Service;
import socketlab.net.rig.LoopRig;
import socketlab.net.rig.NotingSession;
import socketlab.net.rig.PlainPeer;

/**
 * When an acceptor looks at its listener, and when it leaves it alone; the test says what the
 * kernel answers.
 */
@Timeout(60)
class AcceptorTest {
  private static final int LIMIT = 3;

  private final LoopRig rig = new LoopRig();
  private final List<Accepted> taken = new CopyOnWriteArrayList<>();
  private final ConnectionLimit limit = new ConnectionLimit(LIMIT);
  private EventLoop loop;
  private Listener listener;
  private Scripted acceptor;

  /** A listener whose calls answer what the test says. All on the loop's thread. */
  private static final class Scripted extends Acceptor {
    private final Queue<Object> answers = new ArrayDeque<>();
    private final Queue<Errno> watchAnswers = new ArrayDeque<>();
    private volatile boolean watched;
    private volatile int watchFailures;
    private volatile int takes;

    Scripted(EventLoop loop, Listener listener, Consumer<Accepted> taker) {
      super(loop, listener, taker);
    }

    @Override
    protected Accepted take() {
      takes++;
      return switch (answers.poll()) {
        case Errno errno -> throw new NativeException("accept4", errno.number());
        case Accepted accepted -> accepted;
        case null, default -> null;
      };
    }

    @Override
    protected void watch(boolean on) {
      if (on && !watchAnswers.isEmpty()) {
        watchFailures++;
        throw new NativeException("epoll_ctl(ADD)", watchAnswers.remove().number());
      }
      watched = on;
    }

    @Override
    protected void deregister() {}
  }

  /** A connection that is none. */
  private final class Nobody implements Accepted {
    @Override
    public Service service() {
      return listener.service();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void begin() throws Exception {
    loop = rig.loop(Transport.NIO);
    listener = rig.listen(new Service(NotingSession::new, limit, Budget.NONE, SOON.toNanos()));
    listener.retain();
    acceptor = new Scripted(loop, listener, taken::add);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private void run(Runnable task) throws InterruptedException {
    LoopRig.run(loop, task);
  }

  private void answer(Object... answers) throws InterruptedException {
    run(
        () -> {
          acceptor.answers.addAll(List.of(answers));
          acceptor.acceptBatch();
        });
  }

  private void assertToldOnce(String... words) {
    assertEquals(1, rig.problems().size(), () -> "told: " + rig.problems());
    for (String word : words) {
      assertTrue(rig.problems().getFirst().contains(word), rig.problems()::getFirst);
    }
  }

  @Test
  void atTheLimitTheListenerIsLeftAloneUntilAPlaceIsFree() throws Exception {
    run(acceptor::begin);
    answer(new Nobody(), new Nobody(), new Nobody(), new Nobody());
    assertEquals(LIMIT, taken.size());
    assertFalse(acceptor.watched);
    run(() -> {});
    assertFalse(acceptor.watched, "looked without a place");
    limit.release();
    eventually().until(() -> acceptor.watched);
    run(acceptor::acceptBatch);
    assertEquals(LIMIT + 1, taken.size());
  }

  @Test
  void withoutDescriptorsItRestsTellsOnceAndRecovers() throws Exception {
    run(acceptor::begin);
    answer(Errno.EMFILE);
    assertFalse(acceptor.watched);
    assertToldOnce("cannot accept on " + listener, "EMFILE", "ulimit -n");
    long start = System.nanoTime();
    eventually().until(() -> acceptor.watched);
    assertEquals(1, acceptor.takes, "not left alone");
    // Again, and again: the same trouble is one line.
    for (int i = 0; i < 3; i++) {
      answer(Errno.EMFILE);
      assertFalse(acceptor.watched);
      eventually().until(() -> acceptor.watched);
    }
    assertTrue(System.nanoTime() - start > 3 * Acceptor.BACK_OFF_NANOS, "hardly left alone");
    assertToldOnce("EMFILE");
    rig.expected();
    answer(new Nobody());
    assertEquals(1, taken.size(), "does not accept any more");
  }

  @Test
  void theEndOfATroubleIsToldWhenItHasGoneWellForAWhile() throws Exception {
    run(acceptor::begin);
    answer(Errno.ENOBUFS);
    rig.expected();
    eventually().until(() -> acceptor.watched);
    answer(new Nobody());
    assertEquals(List.of(), rig.problems(), "too early: it may come and go");
    CountDownLatch later = new CountDownLatch(1);
    loop.execute(
        () -> loop.timer(later::countDown).set(loop.now() + TimeUnit.MILLISECONDS.toNanos(1200)));
    later.await();
    answer(new Nobody());
    assertToldOnce("accepting again on " + listener);
    rig.expected();
  }

  /** It costs that one; the next is accepted in the same batch, and nothing is told. */
  @Test
  void aConnectionThatIsGoneAlreadyIsPassedOver() throws Exception {
    run(acceptor::begin);
    answer(Errno.ECONNABORTED, new Nobody(), Errno.EPROTO, Errno.EHOSTUNREACH, new Nobody());
    assertEquals(2, taken.size());
    assertTrue(acceptor.watched);
    assertTrue(limit.acquire(() -> {}), "a place was lost");
  }

  /** epoll_ctl: ENOSPC. Once deaf, it would be so for ever. */
  @Test
  void aListenerThatCannotBeWatchedIsTriedAgain() throws Exception {
    run(
        () -> {
          acceptor.watchAnswers.addAll(List.of(Errno.ENOSPC, Errno.ENOSPC, Errno.ENOMEM));
          acceptor.begin();
        });
    eventually().until(() -> acceptor.watched);
    assertEquals(3, acceptor.watchFailures);
    assertToldOnce("cannot accept on " + listener, "epoll_ctl(ADD)", "ENOSPC", "max_user_watches");
    rig.expected();
    answer(new Nobody());
    assertEquals(1, taken.size());
  }

  /** Also where the errno is one that accept has of its peers. */
  @Test
  void whateverTheReasonItIsTriedAgain() throws Exception {
    run(
        () -> {
          acceptor.watchAnswers.addAll(List.of(Errno.EINTR, Errno.ENETDOWN, Errno.EPERM));
          acceptor.begin();
        });
    eventually().until(() -> acceptor.watched);
    assertEquals(3, acceptor.watchFailures);
    rig.expected();
  }

  @Test
  void alsoWhenAPlaceHasComeFree() throws Exception {
    run(acceptor::begin);
    answer(new Nobody(), new Nobody(), new Nobody(), new Nobody());
    run(() -> acceptor.watchAnswers.add(Errno.ENOSPC));
    limit.release();
    eventually().until(() -> acceptor.watched);
    assertEquals(1, acceptor.watchFailures);
    assertToldOnce("ENOSPC");
    rig.expected();
  }

  /** To close the listener would reset them; what comes behind them has no end under a flood. */
  @Test
  void whatIsQueuedAtTheStopIsTakenAlsoAboveTheLimit() throws Exception {
    run(acceptor::begin);
    answer(new Nobody(), new Nobody(), new Nobody(), new Nobody());
    try (var _ = PlainPeer.to(listener.address());
        var _ = PlainPeer.to(listener.address())) {
      // By the kernel's word two are queued; the script would give a hundred.
      run(
          () -> {
            acceptor.answers.clear();
            acceptor.answers.add(Errno.ECONNABORTED);
            for (int i = 0; i < 100; i++) {
              acceptor.answers.add(new Nobody());
            }
          });
      CountDownLatch done = new CountDownLatch(1);
      loop.stopAccepting(done);
      assertTrue(done.await(SOON.toSeconds(), TimeUnit.SECONDS));
    }
    assertTrue(taken.size() == LIMIT + 1 || taken.size() == LIMIT + 2, "taken: " + taken.size());
    assertFalse(listener.channel().isOpen());
  }
}
