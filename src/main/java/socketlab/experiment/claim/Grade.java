// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

/** What an outcome says of the claim, the better first. */
public enum Grade {
  /** As the source says. */
  EXPECTED,
  /** Can be, and teaches something: another kernel, another setting. It is told, and passes. */
  INTERESTING,
  /** Cannot be, if the source is right and the experiment sound. It fails the run. */
  FORBIDDEN
}
