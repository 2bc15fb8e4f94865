// SPDX-License-Identifier: Apache-2.0

/** {@code lab demo}: two servers side by side, a request that blocks on each, and who waits. */
package socketlab.cli.demo;
