// SPDX-License-Identifier: Apache-2.0

/**
 * The lab as a teacher: a question and a prediction before an experiment runs, and a course that
 * leads through all of them.
 */
package socketlab.cli.learn;
