// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.acceptor;

import java.util.List;
import java.util.stream.IntStream;
import socketlab.experiment.claim.Series;

/**
 * Who took each connection.
 *
 * @param acceptors how many could have
 * @param takers their numbers, from 0, in the order of the connections
 */
public record AcceptOrder(int acceptors, List<Integer> takers) {
  public AcceptOrder {
    takers = List.copyOf(takers);
  }

  /** How many this one took. */
  public long share(int acceptor) {
    return takers.stream().filter(taker -> taker == acceptor).count();
  }

  /** How many went to the same one as the connection before. */
  public long again() {
    return moves(0);
  }

  /**
   * How many went to the next in line: to the acceptor who is numbered after the one before, and
   * after the last to the first.
   */
  public long next() {
    return moves(1);
  }

  private long moves(int distance) {
    return IntStream.range(1, takers.size())
        .filter(i -> takers.get(i) == (takers.get(i - 1) + distance) % acceptors)
        .count();
  }

  /** To be drawn: a step for each connection, as high as its taker's number, counted from 1. */
  public Series series(String title) {
    return new Series(
        title,
        "connection",
        "taken by acceptor",
        IntStream.range(0, takers.size())
            .mapToObj(i -> new Series.Point(i + 1, takers.get(i) + 1))
            .toList());
  }
}
