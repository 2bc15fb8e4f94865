// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * What a signal brings about in this process, in place of its end. By sun.misc.Signal, which is in
 * the module jdk.unsupported to stay (JEP 260), and by reflection, because javac warns of every
 * use.
 */
public final class SignalActions {
  private SignalActions() {}

  /**
   * From now on each of these signals runs this, in a thread of its own. Where the JVM does not
   * have that, nothing changes.
   *
   * @param names without SIG
   */
  public static void set(List<String> names, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              SignalActions.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> "what " + names + " bring about";
                    default -> {
                      action.run();
                      yield null;
                    }
                  });
      for (String name : names) {
        Object one = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, one, ours);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // As before: the signal does what it does to any process.
      return;
    }
  }
}
