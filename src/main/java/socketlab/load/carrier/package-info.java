// SPDX-License-Identifier: Apache-2.0
/**
 * How one connection carries requests and brings their answers: one after another, or each in a
 * stream of its own. It knows no clock and counts nothing.
 */
package socketlab.load.carrier;
