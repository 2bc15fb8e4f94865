// SPDX-License-Identifier: Apache-2.0

/**
 * The native helper: what Linux offers to sockets, threads and processes and the JDK does not pass
 * on.
 *
 * <p>Calls go to libc by {@code java.lang.foreign}, so there is nothing to compile; what the kernel
 * tells in text is read from {@code /proc}. Nothing here knows another layer of the lab. On a
 * system that is not Linux on x86-64 or aarch64 every class still loads; {@link
 * socketlab.linux.Features} says what is missing and why, and a call says it as an {@link
 * java.lang.UnsupportedOperationException}.
 *
 * <p>Unless a type says otherwise, its methods may be called from any thread and keep no state.
 */
package socketlab.linux;
