// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.util.ArrayList;

/** Names for help and completion, from where the things themselves are. */
final class Candidates {
  private Candidates() {}

  static final class Patterns extends ArrayList<String> {
    Patterns() {
      super(Names.patterns());
    }
  }

  static final class Transports extends ArrayList<String> {
    Transports() {
      super(Names.transports());
    }
  }

  static final class Protocols extends ArrayList<String> {
    Protocols() {
      super(Names.protocols());
    }
  }

  static final class Arrivals extends ArrayList<String> {
    Arrivals() {
      super(Names.arrivals());
    }
  }
}
