// SPDX-License-Identifier: Apache-2.0
package socketlab.app.signin;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where it is kept that somebody is signed in. */
enum SessionKind {
  MEMORY('m'),
  STORE('s'),
  TOKEN('t');

  /** What the cookie begins with, before a dot. */
  final char mark;

  SessionKind(char mark) {
    this.mark = mark;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<SessionKind> byText(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }
}
