// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The error numbers that calls of this lab can meet, what they mean, and what to do about those
 * where something can be done.
 *
 * <p>The numbers are those of {@code asm-generic/errno-base.h} and {@code asm-generic/errno.h},
 * which x86-64 and aarch64 share.
 */
public enum Errno {
  EPERM(1, "operation not permitted", "run as root, or in a namespace that is your own (unshare)"),
  ENOENT(2, "no such file or directory"),
  ESRCH(3, "no such process or thread", "it has ended; read it while it lives"),
  EINTR(4, "interrupted by a signal", "call again"),
  EIO(5, "input/output error"),
  ENXIO(6, "no such device or address"),
  E2BIG(7, "argument list too long"),
  EBADF(9, "bad file descriptor", "the descriptor is closed, or never was one"),
  ECHILD(10, "no child processes"),
  EAGAIN(11, "would block", "wait until it is ready"),
  ENOMEM(12, "out of memory", "free memory, or raise the limit on locked memory (ulimit -l)"),
  EACCES(13, "permission denied", "run as a user who may, or as root"),
  EFAULT(14, "bad address"),
  EBUSY(16, "device or resource busy"),
  EEXIST(17, "already exists"),
  ENODEV(19, "no such device"),
  ENOTDIR(20, "not a directory"),
  EINVAL(
      22,
      "invalid argument",
      "check the range of the arguments and the state of what they are for"),
  ENFILE(23, "too many open files in the system", "raise the sysctl fs.file-max"),
  EMFILE(24, "too many open files in the process", "raise the limit (ulimit -n)"),
  ENOTTY(25, "the descriptor does not know this ioctl"),
  EFBIG(27, "file too large"),
  ENOSPC(28, "no space left"),
  ESPIPE(29, "illegal seek"),
  EPIPE(32, "broken pipe", "the peer closed; stop writing"),
  ERANGE(34, "result too large"),
  EDEADLK(35, "would deadlock"),
  ENAMETOOLONG(36, "name too long"),
  ENOSYS(
      38, "the kernel does not have this call", "use a newer kernel, or lift the seccomp filter"),
  ELOOP(40, "would make a loop"),
  ETIME(62, "timer expired"),
  ENONET(64, "the machine is not on the network"),
  EPROTO(71, "protocol error"),
  EOVERFLOW(75, "value too large"),
  ENOTSOCK(88, "not a socket"),
  EDESTADDRREQ(89, "destination address required"),
  EMSGSIZE(90, "message too long"),
  EPROTOTYPE(91, "wrong protocol type for the socket"),
  ENOPROTOOPT(92, "the kernel does not know this socket option", "use a newer kernel"),
  EPROTONOSUPPORT(93, "protocol not supported"),
  EOPNOTSUPP(95, "operation not supported on this socket"),
  EAFNOSUPPORT(97, "address family not supported"),
  EADDRINUSE(98, "address already in use", "choose another port, or stop who holds it (ss -lntp)"),
  EADDRNOTAVAIL(99, "address not available", "use an address of this machine, or free local ports"),
  ENETDOWN(100, "network is down", "bring the interface up"),
  ENETUNREACH(101, "network is unreachable", "bring the interface up, or add a route"),
  ECONNABORTED(103, "connection aborted before it was accepted", "accept the next"),
  ECONNRESET(104, "connection reset by peer"),
  ENOBUFS(105, "no buffer space"),
  EISCONN(106, "already connected"),
  ENOTCONN(107, "not connected", "connect first; a peer that reset is no longer connected"),
  ESHUTDOWN(108, "already shut down"),
  ETIMEDOUT(110, "timed out"),
  ECONNREFUSED(111, "connection refused", "start the server, or check the port"),
  EHOSTDOWN(112, "host is down"),
  EHOSTUNREACH(113, "no route to host"),
  EALREADY(114, "already in progress"),
  EINPROGRESS(115, "now in progress"),
  ECANCELED(125, "cancelled");

  private static final Map<Integer, Errno> BY_NUMBER =
      Arrays.stream(values()).collect(Collectors.toMap(Errno::number, Function.identity()));

  private final int number;
  private final String meaning;
  private final Optional<String> remedy;

  Errno(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
    this.remedy = Optional.empty();
  }

  Errno(int number, String meaning, String remedy) {
    this.number = number;
    this.meaning = meaning;
    this.remedy = Optional.of(remedy);
  }

  /** The positive number, as {@code errno} holds it. */
  public int number() {
    return number;
  }

  /**
   * {@code NAME (meaning)}, and the remedy if there is one; {@code errno N} for a number not in the
   * table.
   */
  public static String describe(int number) {
    Errno errno = BY_NUMBER.get(number);
    if (errno == null) {
      return "errno " + number;
    }
    return errno.name() + " (" + errno.meaning + ")" + errno.remedy.map(r -> "; " + r).orElse("");
  }

  /** The error of that number; empty for one not in the table. */
  public static Optional<Errno> of(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }

  /** What the number means, without what to do about it. */
  public static String meaning(int number) {
    Errno errno = BY_NUMBER.get(number);
    return errno == null ? "not known here" : errno.meaning;
  }

  /** The name of the number, such as {@code EBADF}; {@code errno N} for one not in the table. */
  public static String name(int number) {
    Errno errno = BY_NUMBER.get(number);
    return errno == null ? "errno " + number : errno.name();
  }
}
