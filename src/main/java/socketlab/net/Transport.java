// SPDX-License-Identifier: Apache-2.0
package socketlab.net;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Platform;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.uring.IoUring;

/** How a loop talks to the kernel. */
public enum Transport {
  NIO("nio", "the JDK's Selector: level-triggered epoll on Linux, kqueue or poll elsewhere") {
    @Override
    public Availability availability() {
      return Availability.yes();
    }

    @Override
    public EventLoop open(EventLoop.Config config) throws IOException {
      return new NioLoop(config);
    }
  },
  EPOLL("epoll", "epoll, recv and send called from Java: edge-triggered, no copy in between") {
    @Override
    public Availability availability() {
      return Platform.availability().and(Descriptors::availability);
    }

    @Override
    public EventLoop open(EventLoop.Config config) {
      return new EpollLoop(config);
    }
  },
  IO_URING("io_uring", "io_uring from Java: multishot accept and recv, one system call a batch") {
    @Override
    public Availability availability() {
      return IoUring.availability().and(Descriptors::availability);
    }

    @Override
    public EventLoop open(EventLoop.Config config) {
      return new UringLoop(config);
    }
  };

  private final String id;
  private final String summary;

  Transport(String id, String summary) {
    this.id = id;
    this.summary = summary;
  }

  public String id() {
    return id;
  }

  /** What it is, in one line. */
  public String summary() {
    return summary;
  }

  /** Whether it runs here, and if not, why. */
  public abstract Availability availability();

  /** Opens a loop, not yet started. */
  public abstract EventLoop open(EventLoop.Config config) throws IOException;

  public static Optional<Transport> byId(String id) {
    return List.of(values()).stream().filter(t -> t.id.equals(id)).findFirst();
  }
}
