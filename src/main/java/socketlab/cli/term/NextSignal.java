// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * The next SIGINT, SIGTERM or SIGHUP of a process that has begun to end by the first: the JVM
 * itself has no use for it. By sun.misc.Signal, which is in the module jdk.unsupported to stay (JEP
 * 260), and by reflection, because javac warns of every use.
 */
public final class NextSignal {
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  private NextSignal() {}

  /**
   * From now on each of these signals runs this, in a thread of its own. Where the JVM does not
   * have that, nothing changes.
   */
  public static void runs(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              NextSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "the next signal";
                    default -> {
                      action.run();
                      yield null;
                    }
                  });
      for (String name : NAMES) {
        Object one = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, one, ours);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // As before: the end takes as long as the first signal gave it.
      return;
    }
  }
}
