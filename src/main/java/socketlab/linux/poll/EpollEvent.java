// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.poll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import socketlab.linux.libc.Arch;

/**
 * {@code struct epoll_event}, epoll_ctl(2): {@code events}, a mask, and {@code data}, which comes
 * back as it was given.
 *
 * <pre>
 *   x86-64    events 0..3 │ data 4..11                  packed: 12 bytes
 *   aarch64   events 0..3 │ (padding) │ data 8..15      natural: 16 bytes
 * </pre>
 *
 * <p>On x86-64 it is packed so that 32-bit programs see the same: EPOLL_PACKED in
 * include/uapi/linux/eventpoll.h.
 */
final class EpollEvent {

  private EpollEvent() {}

  /** The layout on {@code arch}; its members are {@code events} and {@code data}. */
  static StructLayout layout(Arch arch) {
    return switch (arch) {
      case X86_64 ->
          MemoryLayout.structLayout(
              JAVA_INT.withName("events"), JAVA_LONG_UNALIGNED.withName("data"));
      case AARCH64 ->
          MemoryLayout.structLayout(
              JAVA_INT.withName("events"),
              MemoryLayout.paddingLayout(4),
              JAVA_LONG_UNALIGNED.withName("data"));
    };
  }
}
