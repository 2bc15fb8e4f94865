// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

/**
 * A server that took part.
 *
 * @param name unique in the campaign: {@code single-thread/epoll}, {@code nginx}
 * @param ours whether it is one of the lab's own
 * @param pattern the pattern's id; empty for another server
 * @param transport the transport's id; empty for another server
 * @param version as it tells it
 * @param command how it was started, told from the project's folder
 */
public record Contender(
    String name, boolean ours, String pattern, String transport, String version, String command) {}
