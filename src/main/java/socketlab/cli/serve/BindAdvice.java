// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.serve;

import java.net.BindException;
import java.util.Locale;

/** What to do when bind(2) failed, by the reason, which the JDK tells in words alone. */
final class BindAdvice {
  private BindAdvice() {}

  static String of(BindException failure, int port) {
    String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (reason.contains("in use")) {
      return "choose another --port (0 for any free one), or see who has it: ss -lntp 'sport = :"
          + port
          + "'";
    }
    if (reason.contains("assign")) {
      return "this machine does not have that address; see which it has (ip addr), or try"
          + " --host=127.0.0.1 or --host=0.0.0.0";
    }
    if (reason.contains("denied")) {
      return "port "
          + port
          + " is for root alone, by net.ipv4.ip_unprivileged_port_start; choose a larger --port";
    }
    if (reason.contains("invalid") && reason.contains("[fe80")) {
      return "an address of one link needs its interface, for example --host=fe80::1%eth0";
    }
    return "choose another --host or --port";
  }
}
