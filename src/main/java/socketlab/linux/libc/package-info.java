// SPDX-License-Identifier: Apache-2.0
/**
 * How the kernel is called and read: the handles for libc functions, error numbers with their
 * meaning, and the files under /proc. Every other room of the native helper stands on this one.
 */
package socketlab.linux.libc;
