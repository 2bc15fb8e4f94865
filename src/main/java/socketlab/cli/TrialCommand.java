// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import socketlab.cli.name.LabFailure;
import socketlab.cli.name.Names;
import socketlab.experiment.Experiments;
import socketlab.experiment.run.Trial;

/** The child of {@code lab run}. */
@Command(
    name = Trial.SUBCOMMAND,
    hidden = true,
    description = "Runs one experiment in this process, whose network must be a new one.")
final class TrialCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID")
  private String id;

  @Override
  public Integer call() throws IOException {
    try {
      Trial.serve(
          Experiments.byId(id)
              .orElseThrow(
                  () -> new LabFailure(Names.unknown("experiment", id, Names.experiments()))));
      return 0;
    } catch (IllegalStateException e) {
      throw new LabFailure(e.getMessage());
    }
  }
}
