// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.report;

/** How text looks where it is shown. */
public interface TextStyle {
  /** As it is. */
  TextStyle PLAIN =
      new TextStyle() {
        @Override
        public String prose(String sentence) {
          return sentence;
        }

        @Override
        public String word(String word, String text) {
          return text;
        }
      };

  /** A sentence or several, perhaps in lines. */
  String prose(String sentence);

  /**
   * A cell of a table, perhaps in colour.
   *
   * @param word what it says
   * @param text the same with the spaces of its column
   */
  String word(String word, String text);
}
