// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import java.io.FileDescriptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import socketlab.linux.libc.Availability;

/**
 * TCP_NODELAY of a listener, tcp(7): every connection it accepts has it from the start, which saves
 * a call a connection.
 *
 * <p>The JDK sets this option of connections only, though its own code could do it for a listener.
 * That code is asked first: to link a native call takes some 20 ms, and a server that runs on the
 * JDK's selector needs no other before its first answer.
 */
public final class NoDelay {
  private NoDelay() {}

  /** Available where the descriptor of a channel is. */
  public static Availability availability() {
    return Descriptors.availability();
  }

  /**
   * Sets it.
   *
   * @param listener bound or not, and kept open by the caller
   * @throws UnsupportedOperationException when not {@linkplain #availability() available}
   */
  public static void set(ServerSocketChannel listener) {
    availability().require();
    try {
      Class<?> channel = Class.forName("sun.nio.ch.SelChImpl");
      Method descriptor = channel.getMethod("getFD");
      Method setOption =
          Class.forName("sun.nio.ch.Net")
              .getDeclaredMethod(
                  "setSocketOption", FileDescriptor.class, SocketOption.class, Object.class);
      descriptor.setAccessible(true);
      setOption.setAccessible(true);
      setOption.invoke(null, descriptor.invoke(listener), StandardSocketOptions.TCP_NODELAY, true);
    } catch (InvocationTargetException | NoSuchMethodException | ClassNotFoundException e) {
      // A JDK whose own code is another: by the call itself.
      SocketOptions.setNoDelay(Descriptors.of(listener));
    } catch (IllegalAccessException e) {
      throw new AssertionError("made accessible before", e);
    }
  }
}
