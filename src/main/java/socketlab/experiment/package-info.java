// SPDX-License-Identifier: Apache-2.0

/**
 * The catalogue of all experiments: one question a file, each with the outcomes that can be and
 * their grades.
 */
package socketlab.experiment;
