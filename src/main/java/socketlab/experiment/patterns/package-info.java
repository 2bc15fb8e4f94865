// SPDX-License-Identifier: Apache-2.0

/** Which pattern when: the patterns under one load, told apart by what they are said to do. */
package socketlab.experiment.patterns;
