// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.util.regex.Pattern;

/** The path of a poll that goes on from somewhere. */
final class PollPath {
  private static final Pattern FROM = Pattern.compile("(?<=[?&])from=[^&]*");

  private PollPath() {}

  /** The same path with this {@code from}, in the place of the one it has. */
  static String from(String path, long from) {
    String field = "from=" + from;
    if (FROM.matcher(path).find()) {
      return FROM.matcher(path).replaceFirst(field);
    }
    return path + (path.contains("?") ? "&" : "?") + field;
  }
}
