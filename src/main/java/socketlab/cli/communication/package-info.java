// SPDX-License-Identifier: Apache-2.0

/**
 * The ten communication patterns as lessons. Each is a page in {@code docs/communication}, which
 * the build puts into the jar, so that there is one text to keep true.
 */
package socketlab.cli.communication;
