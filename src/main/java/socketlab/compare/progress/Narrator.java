// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.progress;

/** Is told what is being done by what takes long. Thread-safe. */
public interface Narrator {
  /** Where the work is now; the next such line makes it old. */
  void passing(String line);

  /** Something that the user wants to find later. */
  void lasting(String line);
}
