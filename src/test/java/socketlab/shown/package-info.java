// SPDX-License-Identifier: Apache-2.0

/**
 * Every command line that the lab shows to somebody, in its pages, its lessons and its help, is run
 * as that person would run it.
 */
package socketlab.shown;
