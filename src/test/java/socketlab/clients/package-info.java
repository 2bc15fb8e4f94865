// SPDX-License-Identifier: Apache-2.0

/**
 * The programs people really use against every pattern: curl, wrk, h2load, slowhttptest. Where one
 * is not installed its test is skipped and says so; in CI that is a failure.
 */
package socketlab.clients;
