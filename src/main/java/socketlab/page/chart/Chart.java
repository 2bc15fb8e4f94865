// SPDX-License-Identifier: Apache-2.0
package socketlab.page.chart;

/** Something to be drawn, with its scale decided. */
public sealed interface Chart permits Plot, Bars {
  String title();
}
