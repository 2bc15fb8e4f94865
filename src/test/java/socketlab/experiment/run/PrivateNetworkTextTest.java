// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PrivateNetworkTextTest {
  @Test
  void whoMayHaveNoneHearsWhichSettingToChange() {
    assertEquals(
        "no private network (unshare: unshare failed: No space left on device):"
            + " user.max_user_namespaces is 0; run as root, or: sysctl -w"
            + " user.max_user_namespaces=10000",
        PrivateNetwork.cause(
            "unshare: unshare failed: No space left on device",
            "user.max_user_namespaces",
            "0",
            "10000"));
  }
}
