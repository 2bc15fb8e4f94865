// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.kept;

import java.util.regex.Pattern;

/** What topics and groups may be called: also names of files, on every system. */
public final class TopicName {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** What is wrong with others, in one line. */
  public static final String RULE =
      "a name is 1 to 64 of the characters A-Z a-z 0-9 . _ -, and begins with a letter or a digit";

  private TopicName() {}

  public static boolean isValid(String name) {
    return SHAPE.matcher(name).matches();
  }
}
