// SPDX-License-Identifier: Apache-2.0
package socketlab.net.listen;

import socketlab.linux.libc.Errno;

/** Why accept failed, by its errno, and what can be done about it: accept(2), "ERRORS". */
public enum AcceptTrouble {
  /**
   * It was about that one connection: its peer left, or its network failed before it was accepted.
   * The next may be accepted at once.
   */
  OF_THE_PEER(""),
  OWN_DESCRIPTORS("raise the limit of this process (ulimit -n)"),
  ALL_DESCRIPTORS("raise the limit of the machine (sysctl fs.file-max)"),
  MEMORY("free memory for sockets, or raise net.ipv4.tcp_mem and the limit of the container"),
  /** The listener is not looked at: epoll_ctl(2), "ENOSPC". */
  WATCHES("raise the limit of this user (sysctl fs.epoll.max_user_watches)"),
  FORBIDDEN("a seccomp filter or a firewall rule forbids accept: run it without that"),
  OTHER("see accept(2)");

  private final String advice;

  AcceptTrouble(String advice) {
    this.advice = advice;
  }

  /**
   * @param errno what accept, or the call that watches the listener, has left; positive
   */
  public static AcceptTrouble of(int errno) {
    Errno known = Errno.of(errno).orElse(null);
    return switch (known) {
      case ECONNABORTED,
          EINTR,
          EPROTO,
          ENETDOWN,
          ENOPROTOOPT,
          EHOSTDOWN,
          ENONET,
          EHOSTUNREACH,
          EOPNOTSUPP,
          ENETUNREACH,
          ETIMEDOUT ->
          OF_THE_PEER;
      case EMFILE -> OWN_DESCRIPTORS;
      case ENFILE -> ALL_DESCRIPTORS;
      case ENOBUFS, ENOMEM -> MEMORY;
      case ENOSPC -> WATCHES;
      case EPERM, EACCES -> FORBIDDEN;
      case null, default -> OTHER;
    };
  }

  /** The errno in words, and what to do. */
  public String describe(int errno) {
    return Errno.name(errno) + " (" + Errno.meaning(errno) + "); " + advice;
  }
}
