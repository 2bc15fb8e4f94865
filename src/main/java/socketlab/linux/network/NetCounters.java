// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import socketlab.linux.libc.Proc;

/**
 * The counters of the calling thread's network namespace, as they were at one moment.
 *
 * <p>Named as nstat(8) names them, group and counter: {@code TcpExtListenOverflows}, {@code
 * TcpPassiveOpens}. What they count: Documentation/networking/snmp_counter.rst. They are of the
 * whole namespace; a count of one's own needs a private one.
 *
 * @param values by name
 */
public record NetCounters(Map<String, Long> values) {

  public NetCounters {
    values = Map.copyOf(values);
  }

  /** Reads them now, all within one pass over each of the kernel's two files. */
  public static NetCounters read() {
    Map<String, Long> values = new HashMap<>();
    // /proc/net would be the namespace of the process's first thread.
    parse(Proc.lines("/proc/thread-self/net/snmp"), values);
    parse(Proc.lines("/proc/thread-self/net/netstat"), values);
    return new NetCounters(values);
  }

  /** Two lines a group, {@code TcpExt: name name …} and {@code TcpExt: value value …}. */
  static void parse(List<String> lines, Map<String, Long> into) {
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      String[] names = lines.get(i).split(" ");
      String[] values = lines.get(i + 1).split(" ");
      String group = names[0].substring(0, names[0].length() - 1);
      for (int column = 1; column < names.length; column++) {
        into.put(group + names[column], Long.parseLong(values[column]));
      }
    }
  }

  /**
   * One counter.
   *
   * @throws IllegalArgumentException when this kernel has no such counter
   */
  public long get(String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the kernel counts no "
              + name
              + "; names are as of nstat, such as TcpExtListenOverflows");
    }
    return value;
  }

  /** How far one counter has moved since {@code before}. */
  public long since(NetCounters before, String name) {
    return get(name) - before.get(name);
  }

  /** Every counter that has moved since {@code before}, and how far. */
  public Map<String, Long> since(NetCounters before) {
    Map<String, Long> moved = new HashMap<>();
    values.forEach(
        (name, value) -> {
          long difference = value - before.values.getOrDefault(name, 0L);
          if (difference != 0) {
            moved.put(name, difference);
          }
        });
    return Map.copyOf(moved);
  }
}
