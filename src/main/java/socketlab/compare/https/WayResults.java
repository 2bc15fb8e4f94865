// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.https;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import socketlab.compare.data.WayResult;

/** Makes of the connections of one way over one link what stands in the results. */
public final class WayResults {
  private WayResults() {}

  /**
   * Sums them up.
   *
   * @param roundTripMillis of the link
   * @param least what the shortest took over a link without delay, in milliseconds; empty where
   *     this is that link
   */
  public static WayResult of(
      HttpsWay way, int roundTripMillis, List<WayConnection> connections, OptionalDouble least) {
    WayConnection shortest = shortest(connections);
    int counted = connections.stream().mapToInt(WayConnection::roundTrips).min().orElseThrow();
    double millis = WayConnection.millis(shortest.nanos());
    return new WayResult(
        way.id(),
        way.title(),
        roundTripMillis,
        way.roundTrips(),
        counted,
        connections.size(),
        (int) connections.stream().filter(one -> one.roundTrips() == counted).count(),
        least.isPresent()
            ? Math.round(100 * (millis - least.getAsDouble()) / roundTripMillis) / 100.0
            : null,
        millis,
        median(connections),
        shortest.bytesOut(),
        shortest.bytesBack(),
        shortest.packets());
  }

  /** The one that took the shortest time, which the machine disturbed least. */
  static WayConnection shortest(List<WayConnection> connections) {
    return connections.stream().min(Comparator.comparingLong(WayConnection::nanos)).orElseThrow();
  }

  private static double median(List<WayConnection> connections) {
    long[] nanos = connections.stream().mapToLong(WayConnection::nanos).sorted().toArray();
    return WayConnection.millis((nanos[(nanos.length - 1) / 2] + nanos[nanos.length / 2]) / 2);
  }
}
