// SPDX-License-Identifier: Apache-2.0
package socketlab.net.loop;

import java.util.function.Consumer;

/**
 * The endpoints a loop owns, in a list that costs no allocation. Confined to the loop's thread. An
 * endpoint may leave while the list is gone through, itself or another; one that joins meanwhile is
 * not visited.
 */
final class Endpoints {
  private Endpoint first;

  /** Whom a walk comes to next; moved on when that one leaves. */
  private Endpoint following;

  private int timed;

  void add(Endpoint endpoint) {
    endpoint.after = first;
    if (first != null) {
      first.before = endpoint;
    }
    first = endpoint;
    timed += endpoint.hasTimeLimits() ? 1 : 0;
  }

  void remove(Endpoint endpoint) {
    if (endpoint == following) {
      following = endpoint.after;
    }
    if (endpoint.before != null) {
      endpoint.before.after = endpoint.after;
    } else {
      first = endpoint.after;
    }
    if (endpoint.after != null) {
      endpoint.after.before = endpoint.before;
    }
    endpoint.before = null;
    endpoint.after = null;
    timed -= endpoint.hasTimeLimits() ? 1 : 0;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** True when there is one that time can bring to its end. */
  boolean anyTimed() {
    return timed > 0;
  }

  void forEach(Consumer<Endpoint> visit) {
    for (Endpoint e = first; e != null; e = following) {
      following = e.after;
      visit.accept(e);
    }
  }
}
