// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.queue;

import java.io.IOException;
import java.util.Comparator;
import java.util.stream.IntStream;
import socketlab.experiment.tool.Listeners.Shards;

/**
 * Listeners of one port from which nobody accepts, and the clients among whom the kernel has
 * divided them. For one thread.
 */
public record FilledShards(Shards shards, ConnectingClients clients) implements AutoCloseable {

  /** So many clients come to so many shards, of which each could hold them all. */
  public static FilledShards listen(int count, int clients) throws IOException {
    Shards shards = Shards.listen(count, clients);
    FilledShards filled = new FilledShards(shards, new ConnectingClients(shards.address()));
    try {
      filled.clients.connect(clients);
      return filled;
    } catch (IOException e) {
      filled.close();
      throw e;
    }
  }

  /** How many wait at each. */
  public int[] queued() {
    return IntStream.range(0, shards.all().size()).map(shards::queued).toArray();
  }

  /** The shard at which most wait: at least its share. */
  public int longest() {
    return IntStream.range(0, shards.all().size())
        .boxed()
        .max(Comparator.comparing(shards::queued))
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    try (shards) {
      clients.close();
    }
  }
}
