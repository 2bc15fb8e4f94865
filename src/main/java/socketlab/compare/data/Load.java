// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/**
 * A workload.
 *
 * @param name unique in the campaign: {@code plaintext}, {@code pipelined} …
 * @param summary what it is, in a few words
 * @param path of the requests; empty for raw TCP
 * @param connections open at once
 * @param pipeline requests sent together on a connection, 1 for none
 * @param newConnection whether every request has a connection of its own
 */
public record Load(
    String name,
    String summary,
    String path,
    int connections,
    int pipeline,
    boolean newConnection) {}
