// SPDX-License-Identifier: Apache-2.0

/**
 * What every experiment is made of: a claim with its graded outcomes, a run, and what the run
 * noted. In the spirit of jcstress: the outcomes are named and graded before anything runs.
 */
package socketlab.experiment.claim;
