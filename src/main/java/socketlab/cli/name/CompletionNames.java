// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.name;

import java.util.ArrayList;
import socketlab.compare.load.Generator;
import socketlab.compare.peer.Peers;
import socketlab.compare.plan.Workloads;

/** Names for help and completion, from where the things themselves are. */
public final class CompletionNames {
  private CompletionNames() {}

  public static final class Patterns extends ArrayList<String> {
    Patterns() {
      super(Names.patterns());
    }
  }

  public static final class Experiments extends ArrayList<String> {
    Experiments() {
      super(Names.experiments());
    }
  }

  public static final class Transports extends ArrayList<String> {
    Transports() {
      super(Names.transports());
    }
  }

  public static final class Protocols extends ArrayList<String> {
    Protocols() {
      super(Names.protocols());
    }
  }

  public static final class Servers extends ArrayList<String> {
    Servers() {
      super(Peers.allNames());
    }
  }

  public static final class Ways extends ArrayList<String> {
    Ways() {
      super(Names.ways());
    }
  }

  public static final class Loads extends ArrayList<String> {
    Loads() {
      super(Workloads.names());
    }
  }

  public static final class Generators extends ArrayList<String> {
    Generators() {
      super(Generator.names());
    }
  }

  public static final class Arrivals extends ArrayList<String> {
    Arrivals() {
      super(Names.arrivals());
    }
  }
}
