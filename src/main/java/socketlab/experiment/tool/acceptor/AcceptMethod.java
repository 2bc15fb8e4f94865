// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.acceptor;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import socketlab.linux.libc.NativeException;
import socketlab.linux.poll.Epoll;
import socketlab.linux.process.SleepingCall;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.Sockets;

/**
 * A thread's way to take connections from a listener that other threads use as well. Each thread
 * has one of its own.
 */
public interface AcceptMethod extends AutoCloseable {
  /**
   * Waits, takes one connection, and closes it. Called by the acceptor's thread alone.
   *
   * @return false when it was woken and found none
   */
  boolean accept() throws IOException;

  /**
   * Whether the thread has nothing to do and waits to be woken. Any thread may ask.
   *
   * @param tid the kernel's number of the thread; of a virtual one without meaning
   */
  boolean isAsleep(Thread thread, int tid);

  /** Gives back what it holds, never the listener; its thread has ended. */
  @Override
  default void close() {}

  /** Sleeps in accept(2) itself, on a listener that blocks. */
  record InAccept(ServerSocketChannel listener) implements AcceptMethod {
    @Override
    public boolean accept() {
      return closeIfTaken(Sockets.acceptBlocking(Descriptors.of(listener)), "accept");
    }

    @Override
    public boolean isAsleep(Thread thread, int tid) {
      return sleepsIn(tid, Descriptors.of(listener));
    }
  }

  /** Sleeps in epoll_wait(2) on an epoll instance of its own, and then takes one connection. */
  record InEpoll(ServerSocketChannel listener, Epoll epoll) implements AcceptMethod {
    /**
     * Enters the listener's queue of who is to be woken, here and now.
     *
     * @param listener non-blocking
     * @param flags beside {@link Epoll#IN}, 0 or {@link Epoll#EXCLUSIVE}
     */
    public static InEpoll register(ServerSocketChannel listener, int flags) {
      Epoll epoll = new Epoll(1);
      NativeException.check(
          "epoll_ctl(ADD)", epoll.add(Descriptors.of(listener), Epoll.IN | flags, 0));
      return new InEpoll(listener, epoll);
    }

    @Override
    public boolean accept() {
      return epoll.await(-1) > 0
          && closeIfTaken(Sockets.accept(Descriptors.of(listener)), "accept");
    }

    @Override
    public boolean isAsleep(Thread thread, int tid) {
      return sleepsIn(tid, epoll.descriptor());
    }

    @Override
    public void close() {
      epoll.close();
    }
  }

  /** Calls the JDK's blocking accept, on a channel that all of them share. */
  record InChannel(ServerSocketChannel listener) implements AcceptMethod {
    @Override
    public boolean accept() throws IOException {
      try (SocketChannel connection = listener.accept()) {
        return connection != null;
      }
    }

    @Override
    public boolean isAsleep(Thread thread, int tid) {
      return thread.getState() == Thread.State.WAITING
          || !thread.isVirtual() && isInTheKernel(listener, tid);
    }

    /** Whether a thread waits not for a connection but for a lock of the channel. */
    public static boolean isAtTheLock(Thread thread) {
      return LockSupport.getBlocker(thread) != null;
    }

    /** Whether a platform thread sleeps in accept(2). */
    public static boolean isInTheKernel(ServerSocketChannel listener, int tid) {
      return sleepsIn(tid, Descriptors.of(listener));
    }
  }

  private static boolean closeIfTaken(int result, String call) {
    if (result == Sockets.AGAIN) {
      return false;
    }
    Sockets.close(NativeException.check(call, result));
    return true;
  }

  private static boolean sleepsIn(int tid, int descriptor) {
    return SleepingCall.of(tid).filter(call -> call.firstArgument() == descriptor).isPresent();
  }
}
