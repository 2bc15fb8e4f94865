// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.text;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import socketlab.cli.name.LabFailure;
import socketlab.disk.BesideFile;
import socketlab.experiment.run.JunitReport;
import socketlab.experiment.run.Result;

/**
 * The file for JUnit XML: looked at before the run, so that nobody waits for what cannot be kept.
 */
public final class JunitFile {
  private final Path path;

  private JunitFile(Path path) {
    this.path = path;
  }

  /**
   * @param path null for no file at all
   * @throws LabFailure when it cannot be written
   */
  public static JunitFile at(Path path) {
    if (path != null && BesideFile.isReplaceable(path)) {
      try (BesideFile _ = BesideFile.at(path)) {
        return new JunitFile(path);
      } catch (IOException e) {
        throw failure(path, e);
      }
    }
    return new JunitFile(path);
  }

  /**
   * Writes it whole, or leaves what was there.
   *
   * @throws LabFailure when it cannot be written
   */
  public void write(List<Result> results, Instant began) {
    if (path == null) {
      return;
    }
    try (BesideFile file = BesideFile.at(path)) {
      Writer out = new OutputStreamWriter(file, StandardCharsets.UTF_8);
      new JunitReport(results, began).write(out);
      out.write('\n');
      out.flush();
      file.commit();
    } catch (IOException | XMLStreamException e) {
      throw failure(path, e);
    }
  }

  private static LabFailure failure(Path path, Exception e) {
    return new LabFailure("--junit: cannot write " + path + ": " + e.getMessage());
  }
}
