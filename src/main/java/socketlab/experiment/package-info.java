// SPDX-License-Identifier: Apache-2.0

/**
 * Experiments: one question to the kernel a file, each with the outcomes that can be and their
 * grades, and the catalogue of them all.
 */
package socketlab.experiment;
