// SPDX-License-Identifier: Apache-2.0
package socketlab.linux.libc;

/** The processor architectures whose struct layouts and call numbers the native helper knows. */
public enum Arch {
  X86_64,
  AARCH64
}
