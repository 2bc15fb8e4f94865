// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

/**
 * What was appended.
 *
 * @param offset its place in the log
 * @param millis when it was written, in milliseconds since 1970
 * @param bytes not to be changed
 */
public record LogRecord(long offset, long millis, byte[] bytes) {}
