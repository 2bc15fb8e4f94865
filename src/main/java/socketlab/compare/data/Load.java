// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/**
 * A workload.
 *
 * @param name unique in the campaign: {@code plaintext}, {@code pipelined} …
 * @param summary what it is, in a few words
 * @param path of the requests; empty for raw TCP
 * @param connections open at once
 * @param pipeline requests that are under way at once on a connection, 1 for none: pipelined, or
 *     streams of HTTP/2
 * @param newConnection whether every request has a connection of its own
 * @param protocol that carries it; null in a result of before there were several, and then told by
 *     the path
 */
public record Load(
    String name,
    String summary,
    String path,
    int connections,
    int pipeline,
    boolean newConnection,
    LoadProtocol protocol) {
  /** As they are kept, also without a protocol. */
  public Load {
    if (protocol == null) {
      protocol = path.isEmpty() ? LoadProtocol.TCP : LoadProtocol.HTTP1;
    }
  }

  /** In clear, over HTTP/1.1, or over raw TCP where there is no path. */
  public Load(
      String name,
      String summary,
      String path,
      int connections,
      int pipeline,
      boolean newConnection) {
    this(name, summary, path, connections, pipeline, newConnection, null);
  }

  /** The same, carried by another protocol. */
  public Load over(LoadProtocol other) {
    return new Load(name, summary, path, connections, pipeline, newConnection, other);
  }
}
