// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.socket;

/** The states of a TCP socket, in the kernel's order: {@code include/net/tcp_states.h}, from 1. */
public enum TcpState {
  ESTABLISHED,
  SYN_SENT,
  SYN_RECV,
  FIN_WAIT1,
  FIN_WAIT2,
  TIME_WAIT,
  CLOSE,
  CLOSE_WAIT,
  LAST_ACK,
  LISTEN,
  CLOSING,
  NEW_SYN_RECV,
  BOUND_INACTIVE;

  private static final TcpState[] VALUES = values();

  /**
   * The state of the kernel's number.
   *
   * @throws IllegalArgumentException when this list has no such state
   */
  static TcpState of(int number) {
    if (number < 1 || number > VALUES.length) {
      throw new IllegalArgumentException("no TCP state has the number " + number);
    }
    return VALUES[number - 1];
  }
}
