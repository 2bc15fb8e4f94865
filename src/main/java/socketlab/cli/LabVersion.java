// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import picocli.CommandLine.IVersionProvider;

/** The version stands once, in the pom, and reaches here by the jar's manifest. */
final class LabVersion implements IVersionProvider {
  static String text() {
    String version = Lab.class.getPackage().getImplementationVersion();
    return version == null ? "(not from its jar)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"socketlab " + text()};
  }
}
