// SPDX-License-Identifier: Apache-2.0
package socketlab.net.blocking;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import socketlab.linux.libc.NativeException;
import socketlab.linux.socket.Descriptors;
import socketlab.linux.socket.Shutdown;
import socketlab.linux.socket.SocketEnds;
import socketlab.net.listen.Listener;
import socketlab.net.nio.ChannelAccepted;

/**
 * A channel that one thread reads and writes while others look at it, shut it and close it: its
 * descriptor is never used behind its close, when it may be somebody else's. Thread-safe.
 */
final class BlockingSocket {
  /** How far the peer has gone. */
  enum PeerEnd {
    /** It is there, for all that is known. */
    NONE,
    /** It has shut its sending side; bytes that came before may still have to be read. */
    ENDED,
    /** There is no connection any more; an end of ours may have been said before. */
    CLOSED
  }

  private final SocketChannel channel;
  private volatile boolean readShut;
  private volatile boolean endSent;

  BlockingSocket(SocketChannel channel) {
    this.channel = channel;
  }

  SocketChannel channel() {
    return channel;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  synchronized void close() {
    ChannelAccepted.close(channel);
  }

  /**
   * Wakes a thread that is blocked in a read; it still gets what has arrived. What the peer sends
   * from then on may reset the connection: where an answer could be lost, the reader is left alone.
   */
  synchronized void shutRead() {
    if (readShut || !channel.isOpen()) {
      return;
    }
    // Before the reader can see it: the end that it reads then is not the peer's.
    readShut = true;
    try {
      if (Listener.queueAvailability().isAvailable()) {
        Shutdown.read(channel);
      } else {
        channel.shutdownInput();
      }
    } catch (IOException | RuntimeException e) {
      // Not connected any more: the read has ended by itself.
    }
  }

  /** The receiving side was shut from here, so that its end is not the peer's. */
  boolean isReadShut() {
    return readShut;
  }

  /** Reads what is there, and waits where there is nothing: how many bytes, -1 for the end. */
  int read(ByteBuffer in) throws IOException {
    return channel.read(in.clear());
  }

  /** Reads what has arrived, without waiting for more: how many bytes, -1 for the end. */
  int readThere(ByteBuffer in) throws IOException {
    channel.configureBlocking(false);
    int count = channel.read(in.clear());
    channel.configureBlocking(true);
    return count;
  }

  /** Ends the sending side, once: the peer reads the end of what was sent, shutdown(2). */
  void sayAll() throws IOException {
    if (!endSent) {
      endSent = true;
      channel.shutdownOutput();
    }
  }

  boolean isEndSent() {
    return endSent;
  }

  /** Bytes sent that the peer's kernel has not acknowledged; -1 where that cannot be known. */
  synchronized int unacknowledged() {
    int fd = descriptor();
    return fd < 0 ? -1 : SocketEnds.unacknowledged(fd);
  }

  /**
   * What the peer has done to the connection, as the kernel knows it without a read; {@link
   * PeerEnd#NONE} where that cannot be known.
   */
  synchronized PeerEnd peerEnd() {
    int fd = descriptor();
    if (fd < 0) {
      return PeerEnd.NONE;
    }
    try {
      return switch (SocketEnds.state(fd)) {
        case CLOSE_WAIT, LAST_ACK, CLOSING, TIME_WAIT -> PeerEnd.ENDED;
        // Both ends were said, or it was reset.
        case CLOSE -> PeerEnd.CLOSED;
        default -> PeerEnd.NONE;
      };
    } catch (NativeException e) {
      // Not TCP: then only a read tells.
      return PeerEnd.NONE;
    }
  }

  synchronized int descriptor() {
    return Descriptors.availability().isAvailable() && channel.isOpen()
        ? Descriptors.of(channel)
        : -1;
  }

  SocketAddress localAddress() {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      return null;
    }
  }

  SocketAddress remoteAddress() {
    try {
      return channel.getRemoteAddress();
    } catch (IOException e) {
      return null;
    }
  }
}
