// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command run in this process, and what it said. */
public record LabRun(int exitCode, String out, String err) {
  public static LabRun lab(String... arguments) {
    return of(Lab.commandLine(), arguments);
  }

  public static LabRun of(CommandLine lab, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    lab.setOut(new PrintWriter(out, true));
    lab.setErr(new PrintWriter(err, true));
    int exitCode = lab.execute(arguments);
    return new LabRun(exitCode, out.toString(), err.toString());
  }
}
