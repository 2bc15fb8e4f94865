// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import socketlab.cli.term.Terminal;
import socketlab.cli.term.Wrap;
import socketlab.cli.text.Json;
import socketlab.cli.text.KernelAndJdk;
import socketlab.linux.Features;

@Command(
    name = "doctor",
    description =
        "Shows the kernel, the limits and the sysctls that matter here, and how to change each.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  /** Behind the longest name. */
  private static final int VALUE_COLUMN = 36;

  private static final String MORE = "      ";

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON; its schema is docs/schema/doctor.json.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<SystemSetting> settings = SystemSetting.all();
    List<Features.Feature> features = Features.probe();
    if (json) {
      Json.write(out, g -> write(g, settings, features));
    } else {
      print(out, settings, features);
    }
    out.flush();
    return 0;
  }

  private static void print(
      PrintWriter out, List<SystemSetting> settings, List<Features.Feature> features) {
    int width = Terminal.here().width();
    out.println("kernel      " + KernelAndJdk.kernel());
    out.println("jdk         " + KernelAndJdk.jdk());
    out.println("processors  " + Runtime.getRuntime().availableProcessors());
    out.println();
    out.println("Limits and sysctls:");
    for (SystemSetting setting : settings) {
      out.println(Wrap.row(2, setting.name(), VALUE_COLUMN, setting.value(), width));
      out.println(Wrap.text(MORE, MORE.length(), setting.meaning(), width));
      setting.advice().ifPresent(advice -> out.println(MORE + "↳ " + advice));
    }
    out.println();
    out.println("What the native helper can do here:");
    for (Features.Feature feature : features) {
      String cause = feature.availability().cause().map(c -> "no: " + c).orElse("yes");
      out.println(Wrap.row(2, feature.name(), VALUE_COLUMN, cause, width));
      out.println(Wrap.text(MORE, MORE.length(), feature.purpose(), width));
    }
  }

  private static void write(
      JsonGenerator json, List<SystemSetting> settings, List<Features.Feature> features)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("kernel", KernelAndJdk.kernel());
    json.writeStringField("jdk", KernelAndJdk.jdk());
    json.writeNumberField("processors", Runtime.getRuntime().availableProcessors());
    json.writeArrayFieldStart("settings");
    for (SystemSetting setting : settings) {
      json.writeStartObject();
      json.writeStringField("name", setting.name());
      json.writeStringField("value", setting.value());
      json.writeStringField("meaning", setting.meaning());
      if (setting.advice().isPresent()) {
        json.writeStringField("advice", setting.advice().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("features");
    for (Features.Feature feature : features) {
      json.writeStartObject();
      json.writeStringField("name", feature.name());
      json.writeStringField("purpose", feature.purpose());
      Json.availability(json, feature.availability());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
