// SPDX-License-Identifier: Apache-2.0

/** Charts of what experiments saw, for a page and for a terminal. */
package socketlab.cli.chart;
