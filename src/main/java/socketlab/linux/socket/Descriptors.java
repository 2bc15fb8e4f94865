// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.channels.Channel;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Libc;

/**
 * The file descriptor behind a channel of the JDK.
 *
 * <p>The JDK keeps it in {@code sun.nio.ch.SelChImpl.getFDVal()}, and opens that package only to
 * who is named in {@code --add-opens}; the lab's jar names itself in its manifest.
 */
public final class Descriptors {

  private static final String OPTION = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

  private Descriptors() {}

  /** Available when the JDK opens {@code sun.nio.ch} to the lab. */
  public static Availability availability() {
    return Accessor.AVAILABILITY;
  }

  /**
   * The descriptor of {@code channel}, a socket, server socket, datagram or pipe channel.
   *
   * <p>It is borrowed: the caller keeps the channel open while it uses the number, for after a
   * close the kernel gives the same number to somebody else.
   *
   * @throws IllegalArgumentException when the channel is closed, or is of another kind
   * @throws UnsupportedOperationException when not {@linkplain #availability() available}
   */
  public static int of(Channel channel) {
    availability().require();
    if (!channel.isOpen()) {
      throw new IllegalArgumentException("the channel is closed, and its descriptor with it");
    }
    if (!Accessor.SELECTABLE.isInstance(channel)) {
      throw new IllegalArgumentException(
          channel.getClass().getName() + " is not a socket or pipe channel of the JDK");
    }
    try {
      return (int) Accessor.GET.invokeExact(channel);
    } catch (Throwable t) {
      throw Libc.rethrow(t);
    }
  }

  /** Looked up at first use, once. */
  private static final class Accessor {
    static final Class<?> SELECTABLE;
    static final MethodHandle GET;
    static final Availability AVAILABILITY;

    static {
      Class<?> selectable = null;
      MethodHandle get = null;
      Availability availability;
      try {
        selectable = Class.forName("sun.nio.ch.SelChImpl");
        Method method = selectable.getMethod("getFDVal");
        // The interface is public, its package is not exported: without the option this says no.
        if (method.trySetAccessible()) {
          get =
              MethodHandles.lookup()
                  .unreflect(method)
                  .asType(MethodType.methodType(int.class, Channel.class));
          availability = Availability.yes();
        } else {
          availability =
              Availability.no("the JDK keeps the descriptor to itself; start java with " + OPTION);
        }
      } catch (ReflectiveOperationException e) {
        availability =
            Availability.no("this JDK has no sun.nio.ch.SelChImpl.getFDVal(); use an OpenJDK 25");
      }
      SELECTABLE = selectable;
      GET = get;
      AVAILABILITY = availability;
    }
  }
}
