// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import socketlab.linux.libc.Availability;
import socketlab.linux.poll.Epoll;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.uring.IoUring;
import socketlab.net.epoll.EpollPoller;
import socketlab.net.loop.EventLoop;
import socketlab.net.loop.Poller;
import socketlab.net.nio.NioPoller;
import socketlab.net.uring.UringPoller;

/** How a loop talks to the kernel. */
public enum Transport {
  NIO("the JDK's Selector: level-triggered epoll on Linux, kqueue or poll elsewhere", 192, 0) {
    @Override
    public Availability availability() {
      return Availability.yes();
    }

    @Override
    Poller poller(EventLoop loop) throws IOException {
      return new NioPoller(loop);
    }
  },
  EPOLL("epoll, recv and send called from Java: edge-triggered, no copy in between", 192, 0) {
    @Override
    public Availability availability() {
      return Epoll.availability().and(Descriptors::availability);
    }

    @Override
    Poller poller(EventLoop loop) {
      return new EpollPoller(loop);
    }
  },
  IO_URING("io_uring from Java: multishot accept and recv, one system call a batch", 64, 2560) {
    @Override
    public Availability availability() {
      return IoUring.availability().and(Descriptors::availability);
    }

    @Override
    Poller poller(EventLoop loop) {
      return new UringPoller(loop);
    }
  };

  private static final int KIB = 1024;

  private final String summary;
  private final long heap;
  private final long mapped;

  Transport(String summary, int heapKib, int mappedKib) {
    this.summary = summary;
    heap = (long) heapKib * KIB;
    mapped = (long) mappedKib * KIB;
  }

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it is, in one line. */
  public String summary() {
    return summary;
  }

  /** What a loop takes of the heap and of direct buffers when it starts, in bytes, about. */
  public long heapALoop() {
    return heap;
  }

  /** What a loop maps beside the heap when it starts, in bytes, about. */
  public long mappedALoop() {
    return mapped;
  }

  /** Whether it runs here, and if not, why. */
  public abstract Availability availability();

  abstract Poller poller(EventLoop loop) throws IOException;

  /** Opens a loop, not yet started. */
  public EventLoop open(EventLoop.Config config) throws IOException {
    return new EventLoop(config, this::poller);
  }

  /** The transport of this name, in capitals or not. */
  public static Optional<Transport> byId(String id) {
    return List.of(values()).stream().filter(t -> t.id().equalsIgnoreCase(id)).findFirst();
  }
}
