// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

/**
 * The clock a session has not: it asks for the Date (RFC 9110 section 6.6.1) that goes with each
 * answer. Called by every connection's thread, for every answer.
 */
@FunctionalInterface
public interface HttpDate {
  /** No clock, and so no Date. */
  HttpDate NONE = () -> null;

  /** The field, or null where there is no clock. */
  Field field();
}
