// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import java.util.ArrayList;
import java.util.List;

/** A clock that moves only when the test says so. */
final class ManualClock implements CallClock {
  private record Due(long at, Runnable action) {}

  private final List<Due> actions = new ArrayList<>();
  private long now;

  @Override
  public Runnable after(long nanos, Runnable action) {
    Due due = new Due(now + nanos, action);
    actions.add(due);
    return () -> actions.remove(due);
  }

  void pass(long nanos) {
    now += nanos;
    for (Due due : List.copyOf(actions)) {
      if (due.at <= now && actions.remove(due)) {
        due.action.run();
      }
    }
  }

  int pending() {
    return actions.size();
  }
}
