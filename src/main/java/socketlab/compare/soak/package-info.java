// SPDX-License-Identifier: Apache-2.0
/** A server under full load for long: what it keeps that it should have let go. */
package socketlab.compare.soak;
