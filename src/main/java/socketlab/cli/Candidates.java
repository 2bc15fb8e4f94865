// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.util.ArrayList;
import socketlab.compare.load.Generator;
import socketlab.compare.plan.Workloads;
import socketlab.compare.server.Peers;

/** Names for help and completion, from where the things themselves are. */
final class Candidates {
  private Candidates() {}

  static final class Patterns extends ArrayList<String> {
    Patterns() {
      super(Names.patterns());
    }
  }

  static final class Experiments extends ArrayList<String> {
    Experiments() {
      super(Names.experiments());
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

  static final class Servers extends ArrayList<String> {
    Servers() {
      super(Peers.names());
    }
  }

  static final class Loads extends ArrayList<String> {
    Loads() {
      super(Workloads.names());
    }
  }

  static final class Generators extends ArrayList<String> {
    Generators() {
      super(Generator.names());
    }
  }

  static final class Arrivals extends ArrayList<String> {
    Arrivals() {
      super(Names.arrivals());
    }
  }
}
