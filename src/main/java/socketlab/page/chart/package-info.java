// SPDX-License-Identifier: Apache-2.0

/**
 * What a chart is before it is drawn: axes with their ticks, lines, bars. A page and a terminal
 * draw the same, so that both show the same scale.
 */
package socketlab.page.chart;
